import { canonicalJson } from "./canonical.ts";
import type { External, ForeignRef, Ref, ShardNode } from "./records.ts";

/** A text that is equal for equal references into other distributions. */
export function foreignKey(ref: ForeignRef): string {
  return canonicalJson(ref);
}

/** Every reference of a node but those of its members, with the field that holds it. */
export function* fieldReferences(node: ShardNode): Generator<readonly [field: string, ref: Ref]> {
  for (const base of node.bases ?? []) {
    yield ["bases", base];
  }
  for (const ancestor of node.mro ?? []) {
    yield ["mro", ancestor];
  }
  if (node.metaclass !== undefined) {
    yield ["metaclass", node.metaclass];
  }
  if (node.valueType !== undefined) {
    yield ["valueType", node.valueType];
  }
}

/** The record of a node with each reference but those of its members replaced. */
export function mapFieldReferences(node: ShardNode, replace: (ref: Ref) => Ref): ShardNode {
  return {
    ...node,
    ...(node.bases && { bases: node.bases.map(replace) }),
    ...(node.mro && { mro: node.mro.map(replace) }),
    ...(node.metaclass !== undefined && { metaclass: replace(node.metaclass) }),
    ...(node.valueType !== undefined && { valueType: replace(node.valueType) }),
  };
}

/** The record of a foreign class with each reference of its ancestry replaced. */
export function mapAncestry(external: External, replace: (ref: Ref) => Ref): External {
  return { ...external, mro: external.mro.map(replace) };
}

/**
 * The longest module whose name an id begins with, and how many names follow it.
 *
 * @param isModule whether a dotted name is a module of the shard
 * @returns undefined where the id stands under no module, or under another one than its colon says
 */
export function moduleOf(
  id: string,
  isModule: (name: string) => boolean,
): { module: string; depth: number } | undefined {
  const colon = id.indexOf(":");
  if (colon >= 0) {
    const module = id.slice(0, colon);
    return isModule(module) ? { module, depth: id.slice(colon).split(".").length } : undefined;
  }
  let depth = 0;
  for (let end = id.length; end > 0; end = id.lastIndexOf(".", end - 1)) {
    const module = id.slice(0, end);
    if (isModule(module)) {
      return { module, depth };
    }
    depth += 1;
  }
  return undefined;
}
