/** Where the files of a graph lie in a store. */

import type { PartFacts } from "./checks.ts";
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

/** Parts of several shards in one table, one after another; the digest is that of its bytes. */
export function packKey(table: string, digest: string): string {
  return `tables/${table}/pack-${digest}.parquet`;
}

/** The digest of a pack's bytes; undefined for a key of something else. */
export function digestOfPack(key: string): string | undefined {
  return /^tables\/[^/]+\/pack-([0-9a-f]{64})\.parquet$/.exec(key)?.[1];
}

/** Whether a key is of a file that has rows of a table. */
export function isTableFile(key: string): boolean {
  return shardOfPart(key) !== undefined || digestOfPack(key) !== undefined;
}

/** The file that the rows of one shard in one table lie in. */
export function fileOfPart(table: string, shardDigest: string, { within }: PartFacts): string {
  return within === undefined ? partKey(table, shardDigest) : packKey(table, within.pack);
}

/** A sorted excerpt of many parts; the digest is that of its bytes. */
export function segmentKey(index: string, digest: string): string {
  return `indexes/${index}/${digest}.parquet`;
}

export function runGraphKey(run: string): string {
  return `runs/${run}/graph.json`;
}

/** Whether a key is of a part, a pack or a segment. */
export function isOfGraph(key: string): boolean {
  return isTableFile(key) || key.startsWith("indexes/");
}

/** The keys of all segments of a graph. */
export function segmentKeys({ layers }: Pick<Graph, "layers">): string[] {
  return layers.flatMap(({ indexes }) =>
    Object.entries(indexes).flatMap(([index, list]) => list.map(({ digest }) => segmentKey(index, digest))),
  );
}

/** The keys of all packs of a graph. */
export function packKeys({ packs }: Pick<Graph, "packs">): string[] {
  return packs.flatMap(({ files }) =>
    Object.entries(files).map(([table, [digest]]) => packKey(table, digest)),
  );
}

/** The keys of what many graphs may share and none is told by a shard: segments and packs. */
export function sharedKeys(graph: Pick<Graph, "layers" | "packs">): string[] {
  return [...segmentKeys(graph), ...packKeys(graph)];
}
