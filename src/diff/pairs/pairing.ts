import { resolveName } from "../../ask/resolve.ts";
import type { Ref, ShardNode } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";
import type { ApiObject } from "../api.ts";
import { bothSignatures } from "../callables/called.ts";
import type { ObjectPair, Releases } from "../rule.ts";
import { Unexplored, type Unknown } from "./unexplored.ts";

/** What has become of the objects of the old release. */
export interface Pairing {
  pairs: ObjectPair[];
  /** What had one object under several names and has several now: each of these with the old one. */
  split: ObjectPair[];
  /** Names that lead to none of ours any more, while what held them is there. */
  gone: Lost[];
  unknown: Unknown[];
}

/** An object, with those of its names that are to be told. */
export interface Lost {
  object: ApiObject;
  /** What they lead to now, where that is somebody else's. */
  passedOn?: Ref;
  mayBeMade: boolean;
}

/** What the new release has under a name of the old one. */
type Answer =
  | { is: "ours"; node: ShardNode }
  | { is: "others"; ref: Ref }
  | { is: "missing"; mayBeMade: boolean }
  /** What held it is not there either, or is something else, or nobody knows. */
  | { is: "untold" };

/** What operators do that all objects have, but which means something only where a class has it of its own. */
const COMPARISONS = new Set(["__eq__", "__ge__", "__gt__", "__le__", "__lt__"]);

/** Finds for each object of the old release what it has become, by its names. */
export function pairObjects(releases: Releases, objects: readonly ApiObject[]): Pairing {
  const unexplored = new Unexplored(releases.new.shard);
  const [pairs, split, gone]: [ObjectPair[], ObjectPair[], Lost[]] = [[], [], []];
  for (const object of objects) {
    const answers = answersTo(releases, unexplored, object);
    if (answers.size === 0) {
      unexplored.count(object);
    }
    const pair = pairOf(releases, object, answers);
    if (pair !== undefined) {
      pairs.push(pair);
      split.push(...splitFrom(pair, answers));
    }
    gone.push(...lostOf(object, answers, pair));
  }
  return { pairs, split, gone, unknown: unexplored.counted() };
}

/** What others of its names lead to, where that is not the same any more. */
function splitFrom({ releases, old, new: now, isBound }: ObjectPair, answers: Answers): ObjectPair[] {
  const others = new Map<string, ObjectPair>();
  for (const [name, found] of answers) {
    if (found.is === "ours" && found.node.id !== now.id && !others.has(found.node.id)) {
      others.set(found.node.id, pairUnder(name, releases, old, found.node, isBound));
    }
  }
  return [...others.values()];
}

/** Two objects that one name leads to, of whose other names nothing is to be told. */
export function pairUnder(
  name: string,
  releases: Releases,
  old: ShardNode,
  now: ShardNode,
  isBound: boolean,
): ObjectPair {
  const signatures = bothSignatures(releases, old, now);
  const pair = { releases, name, old, new: now, lostNames: [], newNames: [], isBound };
  return signatures === undefined ? pair : { ...pair, signatures };
}

type Answers = ReadonlyMap<string, Answer>;

/** What the new release has under the names of an object, but for those of which nobody knows. */
function answersTo(releases: Releases, unexplored: Unexplored, object: ApiObject): Answers {
  const { node, names } = object;
  const explored = names.filter((name) => !unexplored.has(name));
  const answers = explored.map((name) => [name, answer(releases, object, name)] as const);
  // Where what makes it was not explored, others may have something else in its place, or nothing.
  const isSame = (found: Answer) => found.is === "ours" && found.node.id === node.id;
  return new Map(answers.filter(([, found]) => !unexplored.has(node.id) || isSame(found)));
}

function pairOf(releases: Releases, object: ApiObject, answers: Answers): ObjectPair | undefined {
  const { old, new: now } = releases;
  const { node: before, holder } = object;
  for (const [name, found] of answers) {
    if (found.is === "ours") {
      const signatures = bothSignatures(releases, before, found.node);
      const isNew = (other: string) =>
        (holder === undefined || holderName(other) === holderName(name)) &&
        !resolveName(old.shard, other).found &&
        heldBy(old.shard, other)?.kind === heldBy(now.shard, other)?.kind;
      return {
        ...{ releases, name, old: before, new: found.node },
        lostNames: onceEach(old.shard, secondNames(object, answers)),
        newNames: now.objects.get(found.node.id)?.names.filter(isNew) ?? [],
        ...(signatures !== undefined && { signatures }),
        isBound: holder !== undefined && before.kind !== "staticmethod",
      };
    }
  }
  return undefined;
}

/**
 * The names that are missing of an object that is there by others. A name in another class than those that have it yet is no
 * second name, but a member that is gone.
 */
function secondNames({ holder }: ApiObject, answers: Answers): string[] {
  const served = [...answers].filter(([, found]) => found.is === "ours");
  const holders = new Set(served.map(([name]) => holderName(name)));
  return [...answers].flatMap(([name, found]) => {
    const isSecond = holder === undefined ? !isMade(found) : holders.has(holderName(name));
    return found.is === "missing" && isSecond ? [name] : [];
  });
}

/** Of the names that follow from those of what holds them, the best. */
function onceEach(shard: Shard, names: readonly string[]): string[] {
  const places = names.map((name) => `${heldBy(shard, name)?.id}.${name.split(".").at(-1)}`);
  return names.filter((_, index) => places.indexOf(places[index] ?? "") === index);
}

function lostOf(object: ApiObject, answers: Answers, pair: ObjectPair | undefined): Lost[] {
  const lost: Lost[] = [];
  const second = pair === undefined ? [] : secondNames(object, answers);
  for (const mayBeMade of [false, true]) {
    const isLost = ([name, found]: readonly [string, Answer]) =>
      found.is === "missing" && found.mayBeMade === mayBeMade && !second.includes(name);
    const [first, ...more] = [...answers].filter(isLost).map(([name]) => name);
    if (first !== undefined) {
      lost.push({ object: { ...object, names: [first, ...more] }, mayBeMade });
    }
  }
  for (const [name, found] of pair === undefined && object.holder === undefined ? answers : []) {
    if (found.is === "others") {
      return [...lost, { object: { ...object, names: [name] }, passedOn: found.ref, mayBeMade: false }];
    }
  }
  return lost;
}

function isMade(found: Answer): boolean {
  return found.is === "missing" && found.mayBeMade;
}

function answer({ old, new: now }: Releases, object: ApiObject, name: string): Answer {
  const isModule = object.node.kind === "module" && old.shard.isModule(name);
  if (isModule && object.node.shadowed === true) {
    const node = now.shard.node(name);
    return node?.kind === "module" ? { is: "ours", node } : { is: "untold" };
  }
  const [before, after] = [heldBy(old.shard, name), heldBy(now.shard, name)];
  if (before?.kind !== after?.kind) {
    return { is: "untold" };
  }
  const found = follow(now.shard, name, isOfMetaclass(old.shard, name));
  if (found !== undefined) {
    return found;
  }
  // What a class inherits that was only read is not known.
  const isKnown = after?.kind !== "class" || after.mro !== undefined;
  const mayBeMade = !isModule && after !== undefined && makesNames(now.shard, after);
  return isKnown ? { is: "missing", mayBeMade } : { is: "untold" };
}

/** Whether a class has a name by its metaclass, so that its instances do not have it. */
export function isOfMetaclass(shard: Shard, name: string): boolean {
  const found = resolveName(shard, name);
  return found.found && found.steps.at(-1)?.how === "metaclass";
}

function follow(shard: Shard, name: string, ofMetaclass: boolean): Answer | undefined {
  const found = resolveName(shard, name);
  if (!found.found || (!ofMetaclass && found.steps.at(-1)?.how === "metaclass")) {
    return undefined;
  }
  if (found.node !== undefined) {
    return { is: "ours", node: found.node };
  }
  const last = name.split(".").at(-1) ?? name;
  const isEveryones = typeof found.ref !== "string" && found.ref.id === `builtins.object.${last}`;
  return isEveryones && COMPARISONS.has(last) ? undefined : { is: "others", ref: found.ref };
}

/** Whether a module, a class or its instances may have names that only a function of theirs knows. */
function makesNames(shard: Shard, { id, kind, members }: ShardNode): boolean {
  if (kind === "module") {
    return Object.hasOwn(members ?? {}, "__getattr__");
  }
  return resolveName(shard, `${id}.__getattr__`).found;
}

/** The module or class that a name is of; undefined for the outermost modules. */
export function heldBy(shard: Shard, name: string): ShardNode | undefined {
  const around = holderName(name);
  if (shard.isModule(around)) {
    return shard.node(around);
  }
  const found = around === "" ? undefined : resolveName(shard, around);
  return found?.found ? found.node : undefined;
}

function holderName(name: string): string {
  return name.split(".").slice(0, -1).join(".");
}
