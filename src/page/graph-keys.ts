/** Where the files of a graph lie in a store. */

import type { Graph } from "./graph-document.ts";

/** Which run is the newest complete one. */
export const LATEST_KEY = "latest.json";

/** The form of a run's id: `2026-11-23`, or `2026-11-23.2` for the second run of that day. */
export const RUN_ID = /^(\d{4}-\d{2}-\d{2})(?:\.([2-9]|[1-9]\d+))?$/;

/** A graph of what questions are answered from now, where they are not answered from one run. */
export const HEAD_GRAPH_KEY = "graph.json";

/** The rows that one shard has in one table. */
export function partKey(table: string, shardDigest: string): string {
  return `tables/${table}/${shardDigest}.parquet`;
}

/** The digest of the shard that a part was made from; undefined for a key of something else. */
export function shardOfPart(key: string): string | undefined {
  return /^tables\/[^/]+\/([0-9a-f]{64})\.parquet$/.exec(key)?.[1];
}

/** A sorted excerpt of many parts; the digest is that of its bytes. */
export function segmentKey(index: string, digest: string): string {
  return `indexes/${index}/${digest}.parquet`;
}

export function runGraphKey(run: string): string {
  return `runs/${run}/graph.json`;
}

/** Whether a key is of a part or a segment. */
export function isOfGraph(key: string): boolean {
  return shardOfPart(key) !== undefined || key.startsWith("indexes/");
}

/** The keys of all segments of a graph. */
export function segmentKeys({ layers }: Pick<Graph, "layers">): string[] {
  return layers.flatMap(({ indexes }) =>
    Object.entries(indexes).flatMap(([index, list]) => list.map(({ digest }) => segmentKey(index, digest))),
  );
}
