/** What of a project an upgrade breaks. */

import { type Change, type Difference, difference } from "../diff/diff.ts";
import { concerns } from "../diff/noticed.ts";
import { rules } from "../diff/rules/rules.ts";
import type { ShardNode } from "../shard/records.ts";
import type { Finding, FindingPlace } from "./finding.ts";
import { type Misfit, misfit, positionalNames } from "./follow/calls.ts";
import type { FoundObject, Missing } from "./follow/outcome.ts";
import { isOnlySet, type Situation, type Taken } from "./follow/taken.ts";
import type { World } from "./follow/world.ts";

/** Rules about what a call gives, of which the call itself tells more than its rule. */
const BY_CALLS =
  /^(parameter-(removed|renamed|required|default-removed|keyword-only|positional-only)|var-(keyword|positional)-removed)$/;
/** What of a class matters to whom: whoever only calls it does not mind. */
const MATTERS: readonly (readonly [rule: RegExp, how: readonly string[]])[] = [
  [/^exception-no-longer-caught$/, ["except"]],
  [/^(base-removed|mro-changed|inherited-members-lost)$/, ["except"]],
  [/^class-became-(abstract|protocol|function|type-alias)$/, ["base", "call"]],
  [/^type-parameters-changed$/, ["annotation", "base"]],
  [/^(setter|deleter)-removed$/, ["write"]],
  [/^dataclass-(frozen|order)$/, ["base", "write"]],
  [/^(class-no-longer-hashable|named-tuple-field-moved|dataclass-field-removed)$/, ["base"]],
];

/** Compares what a project takes in what is installed with what it would have after an upgrade. */
export class UpgradeCheck {
  readonly #now: Situation;
  readonly #after: Situation;
  readonly #differences = new Map<string, ChangesOf>();

  /** @param upgraded names of the distributions that are */
  constructor(now: Situation, after: Situation, upgraded: ReadonlySet<string>) {
    this.#now = now;
    this.#after = after;
    for (const name of upgraded) {
      const [old, next] = [now.world.shard(name), after.world.shard(name)];
      if (old !== undefined && next !== undefined) {
        this.#differences.set(name, new ChangesOf(difference(old, next)));
      }
    }
  }

  /** What happens to one place; undefined where nothing does, or nobody knows. */
  finding(taken: Taken): Finding | undefined {
    const old = this.#now.outcomes.get(taken);
    const next = this.#after.outcomes.get(taken);
    if (
      old?.is !== "object" ||
      next === undefined ||
      !old.through.some((name) => this.#differences.has(name))
    ) {
      return undefined;
    }
    if (next.is === "missing") {
      return this.#gone(taken, old, next);
    }
    return next.is === "object"
      ? this.#changed(taken, old, next)
      : this.#perhapsGone(taken, old, next.mayBeMade);
  }

  /** What the new release has no more, while nobody knows whether it makes it when it is asked for. */
  #perhapsGone(taken: Taken, old: FoundObject, mayBeMade: string | undefined): Finding | undefined {
    const changes = old.through.map((name) => this.#differences.get(name)?.goneByName(mayBeMade ?? old.name));
    const change = changes.find((one) => one !== undefined);
    const distribution = old.through[changes.indexOf(change)] ?? old.through[0] ?? "";
    if (change?.level === "breaking" && mayBeMade === undefined) {
      return { ...this.#begun(taken.place, distribution, "breaks", old.name, change.rule), change };
    }
    const doubted = mayBeMade ?? (isLeftToInstances(change, old) ? old.name : undefined);
    return doubted === undefined
      ? undefined
      : {
          ...this.#begun(taken.place, distribution, "doubtful", doubted, "served-by-getattr"),
          ...(change !== undefined && { change }),
        };
  }

  #gone(taken: Taken, old: FoundObject, missing: Missing): Finding {
    const change = this.#differences.get(missing.distribution)?.gone(missing.name, old.node.id);
    return {
      ...this.#begun(
        taken.place,
        missing.distribution,
        // What is set where nothing is any more fails nowhere, and is read by nobody.
        isOnlySet(taken) ? "may-break" : "breaks",
        missing.name,
        change?.rule ?? "name-removed",
      ),
      ...(change === undefined ? this.#stillThere(old, missing) : { change }),
    };
  }

  /** The name by which something is still there whose other name is gone. */
  #stillThere({ shard, node, name }: FoundObject, missing: Missing): Pick<Finding, "advice"> {
    const id = dotted(node.id);
    const isPublic = !id.split(".").some((part) => part.startsWith("_"));
    const isOther = missing.name === name && id !== name && node.kind !== "module";
    const now = this.#after.world.shard(shard.header.distribution.name)?.node(node.id);
    return isOther && isPublic && now !== undefined ? { advice: `the same is there as ${id}` } : {};
  }

  #changed(taken: Taken, old: FoundObject, next: FoundObject): Finding | undefined {
    const distribution = old.through.at(-1) ?? "";
    const changes = this.#differences.get(distribution);
    if (changes === undefined) {
      return undefined;
    }
    const mine = changes.of(old.node.id);
    const wrong = taken.call === undefined ? undefined : misfitSince(old, next, taken.call);
    if (wrong !== undefined) {
      const change = hurting(mine, positionalNames(old).slice(0, taken.call?.positional), wrong);
      return {
        ...this.#begun(taken.place, distribution, "breaks", old.name, change?.rule ?? "call-no-longer-fits"),
        ...{ misfit: wrong, ...(change !== undefined && { change }) },
      };
    }
    const change = mine.find((one) => matters(one, old, taken));
    if (change !== undefined) {
      const kind =
        change.level === "breaking" ? "breaks" : change.level === "risky" ? "may-break" : "deprecated";
      return { ...this.#begun(taken.place, distribution, kind, old.name, change.rule), change };
    }
    return isNewlyDeprecated(old.node, next.node)
      ? {
          ...this.#begun(taken.place, distribution, "deprecated", old.name, "deprecated"),
          advice: next.node.deprecated?.message ?? "",
        }
      : undefined;
  }

  /** What happens to the methods of the project's classes that take the place of others. */
  *overrides(): Generator<Finding> {
    for (const source of new Set([...this.#now.outcomes.keys()].map((taken) => taken.source))) {
      for (const [name, own] of source.classes) {
        const { bases } = this.#now.follower.foreignBases(source, name);
        const after = this.#after.follower.foreignBases(source, name).bases;
        for (const [method, { line, cell, parameters }] of Object.entries(own.methods)) {
          const place = { file: source.file, line, ...(cell !== undefined && { cell }) };
          const found = this.#overridden(`${name}.${method}`, method, bases, after, place);
          const told = found?.(parameters?.slice(1));
          if (told !== undefined) {
            yield told;
          }
        }
      }
    }
  }

  #overridden(
    own: string,
    method: string,
    bases: readonly FoundObject[],
    after: readonly FoundObject[],
    place: FindingPlace,
  ): ((parameters: MethodParameters | undefined) => Finding | undefined) | undefined {
    const [before, now] = [bases, after].map((each) => memberOfAny(each, method));
    if (before === undefined || bases.length !== after.length || /^__.*__$/.test(method)) {
      return undefined;
    }
    const distribution = before.shard.header.distribution.name;
    const begun = () => this.#begun(place, distribution, "override", own, "overridden-method-changed");
    if (this.#differences.get(distribution) === undefined) {
      return undefined;
    }
    return (parameters) => {
      if (now === undefined) {
        const change = this.#differences.get(distribution)?.gone(before.id, before.id);
        const advice = `${before.id} is not there any more: nothing calls this method`;
        return change && { ...begun(), rule: "overridden-method-removed", change, advice };
      }
      const added = addedParameters(before, now.node)
        .filter((one) => !accepts(parameters, one))
        .map(({ name }) => name);
      const advice = `${now.id} takes ${added.join(", ")}, which this method does not`;
      return added.length > 0 && parameters !== undefined ? { ...begun(), advice } : undefined;
    };
  }

  #begun(
    place: FindingPlace,
    distribution: string,
    kind: "breaks" | "override" | "doubtful" | "may-break" | "deprecated",
    name: string,
    rule: string,
  ): Finding {
    const version = versionIn(this.#after.world, distribution);
    const level = kind === "breaks" ? "error" : kind === "may-break" ? "note" : "warning";
    return { kind, level, rule, place, name, distribution, ...(version !== undefined && { version }) };
  }
}

type MethodParameters = readonly { name: string; kind: string }[];

/** Changes of one distribution, by what they are made to. */
class ChangesOf {
  readonly #byId: ReadonlyMap<string, readonly Change[]>;
  readonly #gone = new Map<string, Change>();
  /** What takes all that is within away, too. */
  readonly #removed = new Map<string, Change>();

  constructor({ changes }: Difference) {
    const told = changes.filter(({ level }) => level !== "compatible");
    // By its id an object may be had whatever other names of it are gone: which are there is known by following them.
    this.#byId = Map.groupBy(told.filter(isOfObject), ({ id, name }) => dotted(id ?? name));
    for (const change of told) {
      if (!isOfObject(change) && change.rule !== "left-to-others") {
        this.#gone.set(change.name, this.#gone.get(change.name) ?? change);
      }
    }
    for (const change of told) {
      const id = dotted(change.id ?? change.name);
      if (isRemoval(change)) {
        this.#gone.set(id, this.#gone.get(id) ?? change);
        for (const name of [id, change.name]) {
          this.#removed.set(name, this.#removed.get(name) ?? change);
        }
      }
    }
  }

  of(id: string): readonly Change[] {
    return this.#byId.get(dotted(id)) ?? [];
  }

  /** What was taken away under a name, or by what it was called where it was defined, or around that name. */
  gone(name: string, id: string): Change | undefined {
    return this.#gone.get(name) ?? this.#gone.get(dotted(id)) ?? this.goneByName(name);
  }

  /** What was taken away under a name, or around it. */
  goneByName(name: string): Change | undefined {
    const parts = name.split(".");
    const around = parts.map((_, at) => parts.slice(0, parts.length - at).join("."));
    return (
      this.#gone.get(name) ??
      around.map((one) => this.#removed.get(one)).find((change) => change !== undefined)
    );
  }
}

/** Whether it is about an object that both releases have, and not about which names lead to it. */
function isOfObject({ rule }: Change): boolean {
  return rules.get(rule)?.on === "pair" && !/^(alias-removed|removed-from-all)$/.test(rule);
}

/** Whether nothing leads to the object any more. */
function isRemoval({ rule }: Change): boolean {
  return rules.get(rule)?.on === "gone" && rule !== "left-to-others" && rule !== "served-by-getattr";
}

/**
 * Whether a class has a member no more that its instances may still get by the class' `__getattr__`. What only instances had
 * says nothing: no class can be asked for it.
 */
function isLeftToInstances(change: Change | undefined, { node, receiver, name }: FoundObject): boolean {
  const isOfClass = receiver !== undefined && node.instance !== true;
  return change !== undefined && isOfClass && isRemoval(change) && change.name === name;
}

/** Why a call fits no more, where it did. */
function misfitSince(
  old: FoundObject,
  next: FoundObject,
  call: NonNullable<Taken["call"]>,
): Misfit | undefined {
  const after = misfit(next, call);
  return after !== undefined && misfit(old, call) === undefined ? after : undefined;
}

/**
 * The change that a call no longer fits by: that of an argument that is not taken, else, where too many are given by their
 * place, that of one of them.
 *
 * @param given the parameters that the call gave arguments to by their place
 */
function hurting(
  changes: readonly Change[],
  given: readonly string[],
  { keywords, required, most }: Misfit,
): Change | undefined {
  const beyond = most === undefined ? [] : given.slice(most);
  const about = (names: readonly string[]) =>
    changes.find(({ rule, part = "" }) => BY_CALLS.test(rule) && (part === "" || names.includes(part)));
  return about([...keywords, ...required, ...beyond]) ?? (most === undefined ? undefined : about(given));
}

function matters(change: Change, old: FoundObject, taken: Taken): boolean {
  if (BY_CALLS.test(change.rule) && misfitKnown(old, taken)) {
    // What the call gives was compared with what is taken: it fits.
    return false;
  }
  const hows = MATTERS.find(([rule]) => rule.test(change.rule))?.[1];
  if (hows !== undefined && !taken.how.some((how) => hows.includes(how))) {
    return false;
  }
  if (change.rule === "parameter-default-changed") {
    return taken.call !== undefined && !isGiven(change, old, taken.call);
  }
  if (taken.how.includes("import")) {
    return change.calls === undefined && change.level === "breaking";
  }
  const { keywords = [], positional = 0 } = taken.call ?? {};
  const use = { id: old.node.id, how: taken.how, keywords, positional, count: 1, distribution: "" };
  return dotted(change.id ?? change.name) === dotted(old.node.id) && concerns(change, use);
}

function misfitKnown(old: FoundObject, { call }: Taken): boolean {
  return call === undefined || misfit(old, call) === undefined;
}

function isGiven(
  { part = "" }: Change,
  { node, isBound }: FoundObject,
  call: NonNullable<Taken["call"]>,
): boolean {
  const parameters = (node.signature?.parameters ?? []).slice(isBound ? 1 : 0);
  const place = parameters.findIndex(({ name }) => name === part);
  return (
    call.open === true ||
    call.keywords?.includes(part) === true ||
    (place >= 0 && place < (call.positional ?? 0))
  );
}

function isNewlyDeprecated(old: ShardNode, next: ShardNode): boolean {
  return next.deprecated !== undefined && old.deprecated === undefined;
}

/** What the first of some classes that has a method has there. */
function memberOfAny(
  bases: readonly FoundObject[],
  method: string,
): { id: string; node: ShardNode; shard: FoundObject["shard"] } | undefined {
  for (const { shard, node } of bases) {
    for (const ref of [node.id, ...(node.mro ?? [])]) {
      const to = typeof ref === "string" ? shard.node(ref)?.members?.[method] : undefined;
      const found = typeof to === "string" ? shard.node(to) : undefined;
      if (found !== undefined) {
        return { id: dotted(found.id), node: found, shard };
      }
    }
  }
  return undefined;
}

interface Added {
  name: string;
  /** Where it can be given without its name: after how many others, the object itself aside. */
  place?: number;
}

/** Parameters that a method takes now and did not. */
function addedParameters({ node: old }: { node: ShardNode }, next: ShardNode): Added[] {
  const before = new Set(old.signature?.parameters.map(({ name }) => name));
  const takesAnyName = old.signature?.parameters.some(({ kind }) => kind === "varKeyword") === true;
  return old.signature === undefined || next.signature === undefined || takesAnyName
    ? []
    : next.signature.parameters.flatMap(({ name, kind }, at) => {
        const isPlaced = kind === "positionalOrKeyword";
        const isTold = (isPlaced || kind === "keywordOnly") && !before.has(name);
        return isTold ? [{ name, ...(isPlaced && { place: at - 1 }) }] : [];
      });
}

/** Whether a method takes it: by its name, or another in its place. */
function accepts(parameters: MethodParameters | undefined, { name, place }: Added): boolean {
  const placed = parameters?.filter(({ kind }) => kind.startsWith("positional")) ?? [];
  const isPlaced = place !== undefined && place < placed.length;
  return isPlaced || parameters?.some((one) => one.name === name || one.kind === "varKeyword") === true;
}

function versionIn(world: World, name: string): string | undefined {
  return world.release(name)?.version;
}

function dotted(id: string): string {
  return id.replace(":", ".");
}
