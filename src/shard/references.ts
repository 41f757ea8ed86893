import { canonicalJson } from "./canonical.ts";
import type { External, ForeignRef, Ref, ShardNode } from "./records.ts";

/** A text that is equal for equal references into other distributions. */
export function foreignKey(ref: ForeignRef): string {
  return canonicalJson(ref);
}

/** Whether all references of a node but those of its members pass a test, which gets the field that holds each, too. */
export function everyFieldReference(node: ShardNode, test: (ref: Ref, field: string) => boolean): boolean {
  const { bases, mro, metaclass, valueType } = node;
  return (
    (bases === undefined || bases.every((ref) => test(ref, "bases"))) &&
    (mro === undefined || mro.every((ref) => test(ref, "mro"))) &&
    (metaclass === undefined || test(metaclass, "metaclass")) &&
    (valueType === undefined || test(valueType, "valueType"))
  );
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

/** The last name of an id, or of a dotted name. */
export function lastName(id: string): string {
  return id.slice(Math.max(id.lastIndexOf("."), id.lastIndexOf(":")) + 1);
}
