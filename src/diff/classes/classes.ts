import { lineage, resolveName } from "../../ask/resolve.ts";
import { compareText } from "../../shard/canonical.ts";
import type { Ref, ShardNode } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";
import { type Api, isPublicName } from "../api.ts";
import { areKnownAlike } from "../known.ts";
import type { ObjectPair } from "../rule.ts";

/** Classes that say how others are made, and not what they are. */
const GENERAL = new Set(["builtins.object", "typing.Generic", "typing.Protocol", "abc.ABC", "enum.ReprEnum"]);

/** Whether both are classes, of which the same is known. */
export function areClasses(pair: ObjectPair): boolean {
  return pair.old.kind === "class" && pair.new.kind === "class" && areKnownAlike(pair);
}

/** Whether a class is of a flavour in one of the releases or in both. */
export function isFlavour({ flavours }: ShardNode, flavour: string): boolean {
  return flavours?.includes(flavour) === true;
}

/** A class that another one is no longer, or now, an instance of. */
export interface Ancestor {
  ref: Ref;
  /** Its own name, as one would write it. */
  name: string;
}

/** Ancestors that only the old class has, each at the class and by the base that it follows from. */
export function lostAncestors({ releases: { old, new: now }, ...pair }: ObjectPair): Ancestor[] {
  return onlyIn({ api: old, node: pair.old }, { api: now, node: pair.new });
}

/** Ancestors that only the new class has, alike. */
export function gainedAncestors({ releases: { old, new: now }, ...pair }: ObjectPair): Ancestor[] {
  return onlyIn({ api: now, node: pair.new }, { api: old, node: pair.old });
}

interface Side {
  api: Api;
  node: ShardNode;
}

function onlyIn(side: Side, other: Side): Ancestor[] {
  const { shard } = side.api;
  const theirs = keysOf(other.api.shard, other.node.id);
  const only: Ref[] = [];
  for (const ref of side.node.mro ?? []) {
    const key = counterpart(ref, side.api, other.api);
    const isTold = key !== undefined && !theirs.has(key) && isForPeople(ref, side.api);
    const follows = only.some((one) => keysOf(shard, one).has(keyOf(ref)));
    if (isTold && !follows && !sharedAncestors(side, other).some((shared) => differsIn(shared, ref, key))) {
      only.push(ref);
    }
  }
  return only.map((ref) => ({ ref, name: nameOf(ref) }));
}

/** A class above both, as each release has it. */
interface Shared {
  shard: Shard;
  ref: Ref;
  otherShard: Shard;
  otherRef: Ref;
}

/** The classes above both of which changes are told by themselves, or that are others' own. */
function sharedAncestors(side: Side, other: Side): Shared[] {
  const theirs = new Map((other.node.mro ?? []).map((ref) => [keyOf(ref), ref]));
  return (side.node.mro ?? []).flatMap((ref) => {
    const otherRef = theirs.get(counterpart(ref, side.api, other.api) ?? "");
    const isTold = typeof ref !== "string" || side.api.objects.has(ref);
    const shared = { shard: side.api.shard, ref, otherShard: other.api.shard };
    return otherRef !== undefined && isTold ? [{ ...shared, otherRef }] : [];
  });
}

function differsIn({ shard, ref, otherShard, otherRef }: Shared, ancestor: Ref, key: string): boolean {
  return keysOf(shard, ref).has(keyOf(ancestor)) && !keysOf(otherShard, otherRef).has(key);
}

/**
 * Whether something that holds of a class holds since it does of a class above it, in both releases, of which it is told.
 *
 * @param holds whether it is so of a class
 */
export function followsFromBase(
  { releases, ...pair }: ObjectPair,
  holds: (old: ShardNode, now: ShardNode) => boolean,
): boolean {
  const sides = [
    { api: releases.old, node: pair.old },
    { api: releases.new, node: pair.new },
  ] as const;
  return sharedAncestors(...sides).some(({ shard, ref, otherShard, otherRef }) => {
    const old = typeof ref === "string" ? shard.node(ref) : undefined;
    const now = typeof otherRef === "string" ? otherShard.node(otherRef) : undefined;
    return old !== undefined && now !== undefined && holds(old, now);
  });
}

/** Two ancestors that both classes have, in the other order, where that does not follow from a class above both. */
export function reordered({
  releases: { old, new: now },
  ...pair
}: ObjectPair): [string, string] | undefined {
  const side = { api: old, node: pair.old };
  const other = { api: now, node: pair.new };
  const shared = sharedAncestors(side, other);
  const met = shared.filter(({ ref }) => isForPeople(ref, old));
  const order = new Map((pair.new.mro ?? []).map((ref, index) => [keyOf(ref), index]));
  const places = met.map(({ otherRef }) => order.get(keyOf(otherRef)) ?? 0);
  if (places.every((place, index) => index === 0 || place > (places[index - 1] ?? 0))) {
    return undefined;
  }
  for (const [index, first] of met.entries()) {
    for (const second of met.slice(index + 1)) {
      const isTurned = (mro: readonly Ref[]) => isBehind(mro, first.otherRef, second.otherRef);
      const isTold = shared.some(({ otherRef }) => isTurned(lineage(now.shard, otherRef)));
      if (isTurned(pair.new.mro ?? []) && !isTold) {
        return [nameOf(first.ref), nameOf(second.ref)];
      }
    }
  }
  return undefined;
}

function isBehind(mro: readonly Ref[], ref: Ref, other: Ref): boolean {
  const keys = mro.map(keyOf);
  return keys.includes(keyOf(other)) && keys.indexOf(keyOf(ref)) > keys.indexOf(keyOf(other));
}

/** Whether a class can be met by those who import: not the private ones, and not those that only make others. */
function isForPeople(ref: Ref, api: Api): boolean {
  if (typeof ref === "string") {
    return api.objects.has(ref);
  }
  return !GENERAL.has(withoutExtensions(ref.id)) && ref.id.split(".").every(isPublicName);
}

function withoutExtensions(id: string): string {
  return id.replace(/^typing_extensions\./, "typing.");
}

/** The key by which the other release knows a class; undefined where it has none such. */
function counterpart(ref: Ref, api: Api, other: Api): string | undefined {
  if (typeof ref !== "string") {
    return keyOf(ref);
  }
  for (const name of [...(api.objects.get(ref)?.names ?? []), ref]) {
    const found = resolveName(other.shard, name);
    if (found.found) {
      return keyOf(found.ref);
    }
  }
  return undefined;
}

/** Equal for the same class, whichever version of others it is of, and wherever that has it. */
export function keyOf(ref: Ref): string {
  if (typeof ref === "string") {
    return ref;
  }
  const id = withoutExtensions(ref.id);
  if ("python" in ref) {
    return `python:${id}`;
  }
  return `${ref.distribution}:${ref.distribution === null ? id : id.split(/[.:]/).at(-1)}`;
}

function keysOf(shard: Shard, ref: Ref): Set<string> {
  return new Set(lineage(shard, ref).map(keyOf));
}

/** A class as one would write it: those that are always there without their module. */
export function nameOf(ref: Ref): string {
  return (typeof ref === "string" ? ref : ref.id).replace(/^builtins\./, "");
}

/** What a class has under a name, its own or inherited; undefined where it has nothing. */
export function memberRef(shard: Shard, node: ShardNode, name: string): Ref | undefined {
  const found = resolveName(shard, `${node.id}.${name}`);
  const isOfClass = found.found && found.steps.at(-1)?.how !== "metaclass";
  return isOfClass ? found.ref : undefined;
}

/** The node around another one. */
export function holderOf(shard: Shard, { id }: ShardNode): ShardNode | undefined {
  return shard.node(id.replace(/[.:][^.:]+$/, ""));
}

/** The names of a class's members that are enum members, aliases too, with their values. */
export function enumMembers(shard: Shard, node: ShardNode): Map<string, ShardNode> {
  const members = Object.entries(node.members ?? {}).flatMap(([name, ref]) => {
    const member = typeof ref === "string" ? shard.node(ref) : undefined;
    return member?.kind === "enumMember" ? [[name, member] as const] : [];
  });
  return new Map(members.sort(([a], [b]) => compareText(a, b)));
}

/** Whether a class is one of those that are raised. */
export function isException(shard: Shard, ref: Ref): boolean {
  return lineage(shard, ref).some((one) => keyOf(one) === "python:builtins.BaseException");
}

/** Whether it is a slot of instances, which is set and read like any attribute. */
export function isSlot({ kind, valueType }: ShardNode): boolean {
  return (
    kind === "descriptor" && typeof valueType === "object" && valueType.id === "types.MemberDescriptorType"
  );
}
