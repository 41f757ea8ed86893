import { lineage } from "../../ask/resolve.ts";
import type { Ref, ShardNode } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";
import { type Api, isPublicName } from "../api.ts";
import { areKnownAlike } from "../known.ts";
import type { ObjectPair } from "../rule.ts";

/** Classes whose constructor takes what they declare. */
const DECLARING = ["dataclass", "attrs", "namedtuple"] as const;

/**
 * The public fields of a dataclass, a class of attrs or a named tuple, inherited ones too, by name: with the class that
 * declares each.
 *
 * @returns undefined for what is none of these
 */
export function publicFields(shard: Shard, node: ShardNode): ReadonlyMap<string, ShardNode> | undefined {
  if (declaringFlavour(node) === undefined) {
    return undefined;
  }
  const fields = new Map<string, ShardNode>();
  for (const ref of lineage(shard, node.id).reverse()) {
    const holder = typeof ref === "string" ? shard.node(ref) : undefined;
    for (const name of holder === undefined ? [] : ownFields(shard, holder)) {
      fields.set(name, holder as ShardNode);
    }
  }
  return fields;
}

/** By which of the ways a class says its fields. */
function declaringFlavour({ flavours }: ShardNode): (typeof DECLARING)[number] | undefined {
  return DECLARING.find((flavour) => flavours?.includes(flavour));
}

/** The names that a named tuple has for its places, in order; undefined where that is not known. */
export function tupleFields(shard: Shard, node: ShardNode): string[] | undefined {
  const names = shard.node(`${node.id}._fields`)?.value;
  return node.flavours?.includes("namedtuple") && names !== undefined
    ? [...names.matchAll(/'([^']+)'/g)].flatMap(([, name]) => name ?? [])
    : undefined;
}

function ownFields(shard: Shard, node: ShardNode): string[] {
  const flavour = declaringFlavour(node);
  if (flavour === "namedtuple") {
    return tupleFields(shard, node) ?? [];
  }
  return Object.entries(node.members ?? {}).flatMap(([name, ref]) => {
    const member = typeof ref === "string" ? shard.node(ref) : undefined;
    const isField =
      member !== undefined && isPublicName(name) && !name.startsWith("__") && isDeclared(member, flavour);
    return isField ? [name] : [];
  });
}

function isDeclared({ kind, type, setIn }: ShardNode, flavour: string | undefined): boolean {
  if (flavour === undefined || !["attribute", "data", "descriptor"].includes(kind)) {
    return false;
  }
  const isSetLater = setIn !== undefined && setIn !== "__init__";
  const isOfClass = type !== undefined && /^(?:\w+\.)*ClassVar\b/.test(type);
  return !isSetLater && !isOfClass && (type !== undefined || flavour === "attrs");
}

/** Whether it is a dataclass or a class of attrs. */
export function isDataClass(node: ShardNode): boolean {
  const flavour = declaringFlavour(node);
  return flavour === "dataclass" || flavour === "attrs";
}

/** Fields that only one of the releases has, of what is a dataclass or a class of attrs in both: told of the class that has them. */
export function fieldChanges({ old, new: now, releases }: ObjectPair): {
  removed: string[];
  added: string[];
} {
  if (!isDataClass(old) || !isDataClass(now) || !areKnownAlike({ old, new: now })) {
    return { removed: [], added: [] };
  }
  const before = publicFields(releases.old.shard, old) ?? new Map<string, ShardNode>();
  const after = publicFields(releases.new.shard, now) ?? new Map<string, ShardNode>();
  return {
    removed: [...before].flatMap(([name, holder]) =>
      !after.has(name) && isToldHere(releases.old, old, holder) ? [name] : [],
    ),
    added: [...after].flatMap(([name, holder]) =>
      !before.has(name) && isToldHere(releases.new, now, holder) ? [name] : [],
    ),
  };
}

/** Whether a field is a class's own, or of a base that nobody knows. */
function isToldHere(api: Api, node: ShardNode, holder: ShardNode): boolean {
  return holder.id === node.id || !api.objects.has(holder.id);
}

/** Whether fields can't be set: by methods that were made for it, which stand nowhere. */
export function isFrozen(shard: Shard, node: ShardNode): boolean {
  const guards = ["__setattr__", "__delattr__"].map((name) => node.members?.[name]);
  const isMade = (ref: Ref | undefined) =>
    typeof ref === "string"
      ? isOthers(node, ref) || shard.node(ref)?.location === undefined
      : ref !== undefined;
  return isDataClass(node) && guards.every(isMade);
}

function isOthers({ id }: ShardNode, ref: string): boolean {
  return !ref.startsWith(`${id}.`);
}
