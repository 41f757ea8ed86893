import { resolveName } from "../ask/resolve.ts";
import { compareText } from "../shard/canonical.ts";
import type { ShardNode } from "../shard/records.ts";
import type { Shard } from "../shard/shard.ts";
import { type ApiObject, type ApiOptions, publicApi } from "./api.ts";
import { type HurtCalls, hurtCalls } from "./callables/hurt-calls.ts";
import { around } from "./facts/kinds.ts";
import { elsewhere, movesOfModules } from "./pairs/elsewhere.ts";
import { overridingPairs } from "./pairs/overriding.ts";
import { heldBy, isOfMetaclass, type Lost, pairObjects } from "./pairs/pairing.ts";
import { Unexplored, type Unknown } from "./pairs/unexplored.ts";
import type { Finding, Level, ObjectPair, Releases, Rule } from "./rule.ts";
import { rules } from "./rules/rules.ts";

/** One change of what a distribution offers. */
export interface Change extends Finding {
  rule: string;
  level: Level;
  /** What has changed, by the name that people write. */
  name: string;
  title: string;
  /** What trying it in the new release came to, where somebody has. */
  witness?: "confirms" | "contradicts";
  /** The id that it has in the old release. */
  id?: string;
  /** Where only calls are hurt, which. */
  calls?: HurtCalls;
  /** Where it is written in the old release and in the new one. */
  oldAt?: ShardNode["location"];
  newAt?: ShardNode["location"];
}

export interface Difference {
  /** What breaks most first, then by name. */
  changes: Change[];
  unknown: Unknown[];
}

/** What breaks most first. */
export const LEVELS: readonly Level[] = ["breaking", "risky", "deprecation", "compatible"];

/** What a release changes of what an older one offers, each change once, at its cause. */
export function difference(old: Shard, now: Shard, options: ApiOptions = {}): Difference {
  return new Comparison({ old: publicApi(old, options), new: publicApi(now, options) }).result();
}

class Comparison {
  readonly #releases: Releases;
  readonly #changes: Change[] = [];

  constructor(releases: Releases) {
    this.#releases = releases;
  }

  result(): Difference {
    const releases = this.#releases;
    const byName = (a: ApiObject, b: ApiObject) => compareText(a.names[0], b.names[0]);
    const { pairs, split, gone, unknown } = pairObjects(
      releases,
      [...releases.old.objects.values()].sort(byName),
    );
    for (const pair of pairs) {
      this.#apply("pair", pair, pair.name, pair.old, pair.new);
    }
    this.#tellMoved(pairs);
    this.#tellFurther(split);
    // Ids of the new release that an object of the old one has become.
    const isHeld = (pair: ObjectPair) => releases.old.objects.get(pair.old.id)?.holder !== undefined;
    // What a class inherits now may be new where it has it from.
    const taken = new Set(pairs.filter((pair) => !isHeld(pair)).map((pair) => pair.new.id));
    this.#tellFurther(overridingPairs(releases, releases.new.objects.values(), taken));
    this.#tellGone(gone, taken, movesOfModules(pairs));
    this.#tellAdded(taken);
    for (const [id, rule] of rules) {
      if (rule.on === "releases") {
        for (const finding of rule.find(releases)) {
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
    return { changes, unknown };
  }

  /** Of pairs whose old object has been told of already: what has not been said of that. */
  #tellFurther(pairs: readonly ObjectPair[]): void {
    const key = ({ id, rule, part, old, new: now, advice }: Change) =>
      JSON.stringify([id, rule, part, old, now, advice]);
    const told = new Set(this.#changes.map(key));
    for (const pair of pairs) {
      const before = this.#changes.length;
      this.#apply("pair", pair, pair.name, pair.old, pair.new);
      const found = this.#changes.splice(before);
      this.#changes.push(...found.filter((change) => !told.has(key(change))));
    }
  }

  #tellMoved(pairs: readonly ObjectPair[]): void {
    const { old, new: now } = this.#releases;
    const moved = pairs.filter(
      (pair) =>
        [pair.old, pair.new].every(({ kind }) => kind !== "module") &&
        pair.old.id !== pair.new.id &&
        pair.lostNames.length === 0 &&
        resolveName(now.shard, pair.old.id).found &&
        old.objects.get(pair.old.id)?.holder === undefined &&
        [old.objects.get(pair.old.id), now.objects.get(pair.new.id)].every(hasIdForName),
    );
    const together = Map.groupBy(moved, (pair) => `${around(pair.old)} ${around(pair.new)}`);
    for (const [first, ...more] of together.values()) {
      if (first !== undefined) {
        const all = { releases: this.#releases, pairs: [first, ...more] as const };
        this.#apply("moved", all, first.name, first.old, first.new);
      }
    }
  }

  #tellGone(gone: readonly Lost[], taken: Set<string>, moves: ReadonlyMap<string, string>): void {
    for (const { object, passedOn, mayBeMade } of gone) {
      const found = passedOn ? undefined : elsewhere(object, this.#releases, taken, moves);
      if (found?.isPublic) {
        taken.add(found.node.id);
      }
      const all = {
        ...{ releases: this.#releases, object, mayBeMade },
        ...(passedOn !== undefined && { passedOn }),
        ...(found !== undefined && { elsewhere: found }),
      };
      this.#apply("gone", all, object.names[0], object.node, found?.node);
    }
  }

  #tellAdded(taken: ReadonlySet<string>): void {
    const { old, new: now } = this.#releases;
    const unexplored = new Unexplored(old.shard);
    const isKnown = (name: string) => {
      // What classes have for being classes, instances do not.
      return (
        resolveName(old.shard, name).found &&
        (!isOfMetaclass(old.shard, name) || isOfMetaclass(now.shard, name))
      );
    };
    const isNewIn = (name: string) => {
      return heldBy(old.shard, name)?.kind === heldBy(now.shard, name)?.kind && !unexplored.has(name);
    };
    for (const object of now.objects.values()) {
      const { id } = object.node;
      const isNew = !taken.has(id) && !unexplored.has(id) && !object.names.some(isKnown);
      const name = isNew ? object.names.find(isNewIn) : undefined;
      if (name !== undefined) {
        this.#apply("added", { releases: this.#releases, object, name }, name, undefined, object.node);
      }
    }
  }

  #apply<On extends "pair" | "gone" | "added" | "moved">(
    on: On,
    subject: Parameters<Extract<Rule, { on: On }>["find"]>[0],
    name: string,
    old: ShardNode | undefined,
    now: ShardNode | undefined,
  ): void {
    for (const [id, rule] of rules) {
      if (rule.on === on) {
        for (const finding of (rule as { find(of: typeof subject): Iterable<Finding> }).find(subject)) {
          const level = finding.level ?? rule.level;
          const calls =
            on === "pair" ? hurtCalls(rule, finding, subject as unknown as ObjectPair) : undefined;
          this.#add(id, rule, name, {
            ...finding,
            ...(on === "gone" && { level: levelOfLoss(level, old) }),
            ...(calls !== undefined && { calls }),
            ...placesOf(old, now),
          });
        }
      }
    }
  }

  #add(id: string, rule: Rule, name: string, finding: Partial<Change>): void {
    this.#changes.push({ name, rule: id, level: rule.level, title: rule.title, ...finding });
  }
}

function placesOf(old: ShardNode | undefined, now: ShardNode | undefined): Partial<Change> {
  return {
    ...(old !== undefined && { id: old.id }),
    ...(old?.location && { oldAt: old.location }),
    ...(now?.location && { newAt: now.location }),
  };
}

/** What a class has for its instances, or what is there for type checkers only, breaks less when it goes. */
function levelOfLoss(level: Level, old: ShardNode | undefined): Level {
  const isLess = old?.instance === true || old?.typingOnly === true;
  return isLess && level !== "compatible" ? "risky" : level;
}

/** Whether the place where an object is written is one of its public names. */
function hasIdForName(object: ApiObject | undefined): boolean {
  return object?.names.includes(object.node.id.replace(":", ".")) === true;
}
