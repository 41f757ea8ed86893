/** A layer of an index: the rows of shards that a graph has not had yet, and their parts. */

import { temporaryFolder } from "../../exec/temporary-folder.ts";
import type { NewRow } from "../../page/columns.ts";
import { INDEX_NAMES, type IndexName, type Layer, type Segment } from "../../page/graph-document.ts";
import type { ShardAddress } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";
import { makeParts, type Parts } from "../tables/parts.ts";
import { indexRows } from "./index-rows.ts";
import { mergeSorted } from "./merge-sorted.ts";
import { orderOf, writeSegments } from "./segments.ts";
import { type RunFolder, readRun, SortedRuns } from "./sorted-runs.ts";
import { type LayerStores, type NewLayerOptions, threadsFor } from "./threads.ts";

/**
 * Makes the parts of some shards, and a layer of them.
 *
 * @param parts gets the parts of each shard by its digest
 * @throws UnreadableObjectError for a shard that is not there or damaged
 */
export async function newLayer(
  stores: LayerStores,
  shards: readonly ShardAddress[],
  parts: Map<string, Parts>,
  options: NewLayerOptions,
): Promise<Layer> {
  const temporary = await temporaryFolder();
  try {
    const threads = threadsFor(stores, shards.length, temporary.path, options.threads);
    const indexes =
      threads === undefined
        ? await inThisThread(stores, shards, parts, { ...options, folder: temporary.path })
        : await threads(shards, parts, options);
    return { shards: shards.length, indexes };
  } finally {
    await temporary.remove();
  }
}

async function inThisThread(
  { store, target }: LayerStores,
  shards: readonly ShardAddress[],
  parts: Map<string, Parts>,
  { signal, onProgress, folder }: NewLayerOptions & { folder: string },
): Promise<Record<string, Segment[]>> {
  const runs = new SortedRuns(folder);
  for (const [index, address] of shards.entries()) {
    signal?.throwIfAborted();
    parts.set(address.digest, await addShard(store, address, runs, signal));
    onProgress?.(index + 1, shards.length);
  }
  const indexes: Record<string, Segment[]> = {};
  for (const index of INDEX_NAMES) {
    signal?.throwIfAborted();
    indexes[index] = await mergeRuns(target, index, runs.folders, runs.sorted(index));
  }
  return indexes;
}

/** Makes the parts of a shard, and adds its rows to some runs. */
export async function addShard(
  store: Store,
  address: ShardAddress,
  runs: SortedRuns,
  signal?: AbortSignal,
): Promise<Parts> {
  const made = await makeParts(store, address, signal);
  for await (const row of indexRows(store, address, made)) {
    runs.add(row);
  }
  await runs.settle();
  return made;
}

/**
 * Writes the rows of runs as segments.
 *
 * @param rest rows that are in no run, in order
 */
export async function mergeRuns(
  target: Store,
  index: IndexName,
  folders: readonly RunFolder[],
  rest: readonly NewRow[] = [],
): Promise<Segment[]> {
  const sources = [...folders.map((folder) => readRun(folder, index)), [rest].values()];
  return await writeSegments(target, index, mergeSorted<NewRow>(sources, orderOf(index)));
}
