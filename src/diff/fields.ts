import { lineage } from "../ask/resolve.ts";
import type { ShardNode } from "../shard/records.ts";
import type { Shard } from "../shard/shard.ts";
import { isPublicName } from "./api.ts";

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
export function declaringFlavour({ flavours }: ShardNode): (typeof DECLARING)[number] | undefined {
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
