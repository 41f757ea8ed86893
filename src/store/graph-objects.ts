/** Where the parts of a graph lie in a store. What is in them is the business of whoever makes them. */

import { sha256 } from "./stored-json.ts";

/** A graph of what questions are answered from now, in a folder that runs are not made in. */
export const HEAD_GRAPH_KEY = "graph.json";

/** The rows that one shard has in one table. */
export function partKey(table: string, shardDigest: string): string {
  return `tables/${table}/${shardDigest}.parquet`;
}

export function runGraphKey(run: string): string {
  return `runs/${run}/graph.json`;
}

/** The digest of the shard that a part was made from; undefined for a key of something else. */
export function shardOfPart(key: string): string | undefined {
  const digest = /^tables\/[^/]+\/([^/]+)\.parquet$/.exec(key)?.[1];
  return sha256.safeParse(digest).data;
}
