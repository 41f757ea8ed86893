/** A layer of an index: the rows of shards that a graph has not had yet, and their parts. */

import { temporaryFolder } from "../../exec/temporary-folder.ts";
import type { NewRow } from "../../page/columns.ts";
import { INDEX_NAMES, type IndexName, type Layer, type Segment } from "../../page/graph-document.ts";
import type { ObjectReader } from "../../page/object-reader.ts";
import type { ShardAddress } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";
import { keepParts } from "../tables/parts.ts";
import { indexRows } from "./index-rows.ts";
import { mergeSorted } from "./merge-sorted.ts";
import { orderOf, sha256Of, writeSegments } from "./segments.ts";
import { type RunFolder, readRun, SortedRuns } from "./sorted-runs.ts";
import {
  type LayerStores,
  type NewLayerOptions,
  type OnParts,
  type ShardParts,
  targetOf,
  threadsFor,
} from "./threads.ts";

/**
 * Makes the parts of some shards, and a layer of them.
 *
 * @param onParts gets the parts of each shard
 * @throws UnreadableObjectError for a shard that is not there or damaged
 */
export async function newLayer(
  stores: LayerStores,
  shards: readonly ShardAddress[],
  onParts: OnParts,
  options: NewLayerOptions,
): Promise<Layer> {
  const temporary = await temporaryFolder();
  try {
    const threads = threadsFor(stores, shards.length, temporary.path, options.threads);
    if (threads === undefined) {
      const own = { ...options, folder: temporary.path };
      return { shards: shards.length, indexes: await inThisThread(stores, shards, onParts, own) };
    }
    const { indexes, folders } = await threads(shards, onParts, options);
    const distributions = await mergeRuns(stores.distributions, "distributions", folders);
    return { shards: shards.length, indexes: { ...indexes, distributions } };
  } finally {
    await temporary.remove();
  }
}

async function inThisThread(
  stores: LayerStores,
  shards: readonly ShardAddress[],
  onParts: OnParts,
  { signal, onProgress, folder }: NewLayerOptions & { folder: string },
): Promise<Record<string, Segment[]>> {
  const runs = new SortedRuns(folder);
  for (const [index, address] of shards.entries()) {
    signal?.throwIfAborted();
    onParts(address, await addShard(stores, address, runs, signal));
    onProgress?.(index + 1, shards.length);
  }
  const indexes: Record<string, Segment[]> = {};
  for (const index of INDEX_NAMES) {
    signal?.throwIfAborted();
    indexes[index] = await mergeRuns(targetOf(stores, index), index, runs.folders, runs.sorted(index));
  }
  return indexes;
}

/** Makes the parts of a shard, and adds its rows to some runs. */
export async function addShard(
  { store, parts: into }: Pick<LayerStores, "store" | "parts">,
  address: ShardAddress,
  runs: SortedRuns,
  signal?: AbortSignal,
): Promise<ShardParts> {
  const { parts, contents } = await keepParts(store, address, signal, into);
  for await (const row of indexRows(readerOf(store, contents), address, parts)) {
    runs.add(row);
  }
  await runs.settle();
  const sha256 = [...contents].map(([key, content]) => [key, sha256Of(content)]);
  return { parts, sha256: Object.fromEntries(sha256) };
}

function readerOf({ address }: Store, contents: ReadonlyMap<string, Uint8Array>): ObjectReader {
  return {
    address,
    read: async (key) => contents.get(key),
    readRange: async (key, start, end) => contents.get(key)?.slice(start, end),
  };
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
