import type { ShardNode } from "../../shard/records.ts";
import type { Api } from "../api.ts";
import { outerNames } from "../types/compare.ts";

/** What can be awaited or iterated over asynchronously. */
export const ASYNCHRONOUS: ReadonlySet<string> = new Set([
  ...["AsyncGenerator", "AsyncIterable", "AsyncIterator", "Awaitable", "Deferred", "Future", "Task"],
]);

/** What can be iterated over once. */
export const ITERATORS: ReadonlySet<string> = new Set([
  ...["AsyncGenerator", "AsyncIterable", "AsyncIterator", "Generator", "Iterable", "Iterator"],
]);

/** Whether its annotation says that it returns one of some types. */
export function returnsOneOf({ shard }: Api, node: ShardNode, types: ReadonlySet<string>): boolean {
  const text = node.signature?.returns;
  const names = text === undefined ? [] : outerNames({ text, node, shard });
  return names.length > 0 && names.every((name) => types.has(name));
}
