import { type Resolution, resolveName } from "../ask/resolve.ts";
import { compareText } from "../shard/canonical.ts";
import type { ShardNode } from "../shard/records.ts";
import type { Shard } from "../shard/shard.ts";
import { type ApiObject, type ApiOptions, publicApi } from "./api.ts";
import { bothSignatures } from "./callables/called.ts";
import { elsewhere } from "./elsewhere.ts";
import type { Finding, Level, ObjectPair, Releases, Rule } from "./rule.ts";
import { rules } from "./rules/rules.ts";

/** One change of what a distribution offers. */
export interface Change extends Finding {
  rule: string;
  level: Level;
  /** What has changed, by the name that people write. */
  name: string;
  title: string;
  /** Where it is written in the old release and in the new one. */
  oldAt?: ShardNode["location"];
  newAt?: ShardNode["location"];
}

/** Names of which nothing can be told, and why: what they are in was not explored. */
export interface Unknown {
  module: string;
  error: string;
  message: string;
  /** How many names of the old release are in it. */
  names: number;
}

export interface Difference {
  /** What breaks most first, then by name. */
  changes: Change[];
  unknown: Unknown[];
}

const LEVELS: readonly Level[] = ["breaking", "risky", "deprecation", "compatible"];

/** What a release changes of what an older one offers, each change once, at its cause. */
export function difference(old: Shard, now: Shard, options: ApiOptions = {}): Difference {
  return new Comparison({ old: publicApi(old, options), new: publicApi(now, options) }).result();
}

class Comparison {
  readonly #releases: Releases;
  readonly #changes: Change[] = [];
  readonly #unknown = new Map<string, Unknown>();
  /** Ids of the new release that an object of the old one has become. */
  readonly #taken = new Set<string>();

  constructor(releases: Releases) {
    this.#releases = releases;
  }

  result(): Difference {
    const { old } = this.#releases;
    const objects = [...old.objects.values()].sort((a, b) => compareText(a.names[0], b.names[0]));
    const gone: ApiObject[] = [];
    for (const object of objects) {
      const failed = this.#failedAround(object.names[0]);
      if (failed !== undefined) {
        failed.names += 1;
        continue;
      }
      const pair = this.#pairOf(object);
      if (pair === undefined) {
        gone.push(...(this.#isOthers(object) ? [] : [object]));
      } else {
        this.#taken.add(pair.new.id);
        this.#apply("pair", pair, pair.name, pair.old, pair.new);
      }
    }
    this.#tellGone(gone);
    this.#tellAdded();
    for (const [id, rule] of rules) {
      if (rule.on === "releases") {
        for (const finding of rule.find(this.#releases)) {
          this.#add(id, rule, finding.name, finding);
        }
      }
    }
    const changes = this.#changes.sort(
      (a, b) =>
        LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
        compareText(a.name, b.name) ||
        compareText(a.rule, b.rule) ||
        compareText(a.part ?? "", b.part ?? ""),
    );
    return { changes, unknown: [...this.#unknown.values()].filter(({ names }) => names > 0) };
  }

  /** The problem for which a module around a name is not known in the new release. */
  #failedAround(name: string): Unknown | undefined {
    const { shard } = this.#releases.new;
    const parts = name.split(".");
    for (let length = parts.length; length > 0; length -= 1) {
      const module = parts.slice(0, length).join(".");
      const known = this.#unknown.get(module);
      if (known !== undefined) {
        return known;
      }
      if (shard.node(module)?.imported === false) {
        const problem = shard.problems.find((one) => one.module === module && one.stage === "import");
        const { error = "Unknown", message = "" } = problem ?? {};
        const unknown = { module, error, message, names: 0 };
        this.#unknown.set(module, unknown);
        return unknown;
      }
    }
    return undefined;
  }

  #pairOf(object: ApiObject): ObjectPair | undefined {
    const { new: now } = this.#releases;
    for (const name of object.names) {
      const found = resolveName(now.shard, name);
      if (found.found && found.node !== undefined && !isOfMetaclass(found)) {
        const signatures = bothSignatures(this.#releases, object.node, found.node);
        const isBound = object.holder !== undefined && object.node.kind !== "staticmethod";
        return {
          ...{ releases: this.#releases, name, old: object.node, new: found.node, isBound },
          ...(signatures !== undefined && { signatures }),
        };
      }
    }
    return undefined;
  }

  /** Whether a class has from a class of others what was its own. */
  #isOthers({ names: [name], holder }: ApiObject): boolean {
    const found = resolveName(this.#releases.new.shard, name);
    const isComparison = /\.__(?:eq|lt|le|gt|ge)__$/.test(name);
    return holder !== undefined && found.found && !isOfMetaclass(found) && !isComparison;
  }

  #tellGone(gone: readonly ApiObject[]): void {
    const causes = new Set(gone.map(({ node }) => node.id));
    const isCause = ({ holder, node }: ApiObject) =>
      !(holder !== undefined && causes.has(holder.node.id)) &&
      !(node.kind !== "module" && causes.has(node.module) && !this.#isServed(node.module)) &&
      !(node.kind === "module" && causes.has(node.id.split(".").slice(0, -1).join(".")));
    for (const object of gone.filter(isCause)) {
      const found = elsewhere(object, this.#releases, this.#taken);
      const all = { releases: this.#releases, object, ...(found !== undefined && { elsewhere: found }) };
      this.#apply("gone", all, object.names[0], object.node, found?.node);
    }
  }

  #isServed(module: string): boolean {
    return this.#releases.new.shard.node(module) !== undefined;
  }

  #tellAdded(): void {
    const { old, new: now } = this.#releases;
    const isKnown = (name: string) => {
      const found = resolveName(old.shard, name);
      return found.found && !isOfMetaclass(found);
    };
    for (const object of now.objects.values()) {
      const [name] = object.names;
      const around = name.split(".").slice(0, -1).join(".");
      const isNew = !this.#taken.has(object.node.id) && !object.names.some(isKnown);
      if (isNew && (around === "" || isKnown(around))) {
        this.#apply("added", { releases: this.#releases, object }, name, undefined, object.node);
      }
    }
  }

  #apply<On extends "pair" | "gone" | "added">(
    on: On,
    subject: Parameters<Extract<Rule, { on: On }>["find"]>[0],
    name: string,
    old: ShardNode | undefined,
    now: ShardNode | undefined,
  ): void {
    for (const [id, rule] of rules) {
      if (rule.on === on) {
        for (const finding of (rule as { find(of: typeof subject): Iterable<Finding> }).find(subject)) {
          this.#add(id, rule, name, {
            ...finding,
            ...(old?.location && { oldAt: old.location }),
            ...(now?.location && { newAt: now.location }),
          });
        }
      }
    }
  }

  #add(id: string, rule: Rule, name: string, finding: Partial<Change>): void {
    this.#changes.push({ rule: id, level: rule.level, title: rule.title, ...finding, name });
  }
}

/** Whether it is what classes have for being classes, and instances do not. */
function isOfMetaclass({ steps }: Resolution): boolean {
  return steps.at(-1)?.how === "metaclass";
}
