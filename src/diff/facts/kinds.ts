import { resolveName } from "../../ask/resolve.ts";
import type { Ref, ShardNode } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";

/** Whether an object can be called; undefined where its class is not known. */
export function isCallable(shard: Shard, node: ShardNode): boolean | undefined {
  if (node.kind === "class" || node.kind === "function" || node.signature !== undefined) {
    return true;
  }
  const { valueType } = node;
  if (valueType === undefined) {
    return undefined;
  }
  if (isPlain(node)) {
    return false;
  }
  const found = resolveName(shard, `${node.id}.__call__`);
  const isKnown = typeof valueType === "string" || shard.external(valueType) !== undefined;
  return found.found || (isKnown ? false : undefined);
}

/** Whether its value is a number, a text, a container or the like. */
export function isPlain({ valueType }: ShardNode): boolean {
  const isPythons = typeof valueType === "object" && "python" in valueType;
  return isPythons && /^(?:builtins\.|types\.NoneType$)/.test(valueType.id);
}

/** Whether it is a value in a module or a class. */
export function isValue({ kind }: ShardNode): boolean {
  return kind === "data" || kind === "attribute";
}

/** What a reference leads to, whatever version that was of. */
export function dottedName(ref: Ref): string {
  return typeof ref === "string" ? ref : ref.id;
}

/** The id of what an object is in. */
export function around({ id }: ShardNode): string {
  return id.replace(/[.:][^.:]+$/, "");
}

/** The name of an object in what it is in. */
export function last({ id }: ShardNode): string {
  return id.split(/[.:]/).at(-1) ?? id;
}

/** Whether it is called by operators and the like, not by its name. */
export function isSpecial(node: ShardNode): boolean {
  return /^__\w+__$/.test(last(node));
}
