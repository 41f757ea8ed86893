/** Layers of many shards are made by several threads: each makes parts and sorted runs, then some merge an index each. */

import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { programFile } from "../../files/home.ts";
import { INDEX_NAMES, type IndexName, type Segment } from "../../page/graph-document.ts";
import type { ShardAddress } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";
import { makeParts, type Parts } from "../tables/parts.ts";
import type { RunFolder } from "./sorted-runs.ts";

/** The parts of a shard, as a store has them now. */
export interface ShardParts {
  parts: Parts;
  /** By key. */
  sha256: Readonly<Record<string, string>>;
}

export type OnParts = (address: ShardAddress, made: ShardParts) => void;

/** What a thread is told to do, and what it answers. */
export type Task =
  | { do: "shard"; address: ShardAddress }
  | { do: "flush" }
  | { do: "merge"; index: IndexName; folders: readonly RunFolder[] };

export interface Answers {
  shard: ShardParts;
  /** The runs that it has written. */
  flush: RunFolder[];
  merge: Segment[];
}

/** How it answers. */
export interface Reply {
  answer?: Answers[keyof Answers];
  /** What went wrong, with where. */
  failed?: string;
}

/** What a thread is started with. */
export interface ThreadData {
  /** The folder of the store. */
  store: string;
  /** That in which parts are kept. */
  parts: string;
  /** Where runs are written. */
  runs: string;
}

export interface NewLayerOptions {
  signal?: AbortSignal;
  /** Called after each shard whose parts were made. */
  onProgress?: (made: number, shards: number) => void;
  /** How many threads work on it; default: as many as the machine has, where it is worth it. */
  threads?: number;
}

/** Where shards are, and where what is made of them is kept. */
export interface LayerStores {
  store: Store;
  parts: Store;
  /** Segments. */
  target: Store;
  /** Segments of the index of distributions, which are written again where parts are put into packs. */
  distributions: Store;
}

/** Where segments of an index are kept. */
export function targetOf({ target, distributions }: LayerStores, index: IndexName): Store {
  return index === "distributions" ? distributions : target;
}

/** Makes a layer as `newLayer` does: its segments by index, but for that of distributions, and the runs that have its rows. */
export type Threads = (
  shards: readonly ShardAddress[],
  onParts: OnParts,
  options: NewLayerOptions,
) => Promise<{ indexes: Record<string, Segment[]>; folders: RunFolder[] }>;

/** Of fewer shards the start of a thread costs more than it saves. */
const WORTH_SHARDS = 24;

/** Each has its rows in memory: what more than these save is not worth what they take. */
const MOST_THREADS = 8;

const YOUNG_MEGABYTES = 64;

/** What a thread runs, whatever this is bundled into: the sources, with the packages that an action has not. */
const SCRIPT = programFile("src", "graph", "index", "thread.ts");
const PACKAGES = programFile("node_modules", "hyparquet");

/** The largest indexes first, so that none of them is begun last. */
const MERGE_ORDER = INDEX_NAMES.filter((index) => index !== "distributions").reverse();

/**
 * Threads for a layer.
 *
 * @returns undefined where this thread does it: of few shards, on one processor, and where others can't open the store
 */
export function threadsFor(
  stores: LayerStores,
  shards: number,
  runs: string,
  count = shards < WORTH_SHARDS ? 1 : Math.min(availableParallelism(), MOST_THREADS),
): Threads | undefined {
  const { store, target, parts } = stores;
  const { folder } = store;
  if (
    count < 2 ||
    folder === undefined ||
    parts.folder === undefined ||
    target !== store ||
    !existsSync(PACKAGES)
  ) {
    return undefined;
  }
  const partsFolder = parts.folder;
  return async (addresses, onParts, { signal, onProgress }) => {
    const workers = Array.from({ length: count }, () =>
      startThread({ store: folder, parts: partsFolder, runs }),
    );
    const stop = () => void Promise.all(workers.map((worker) => worker.terminate()));
    signal?.addEventListener("abort", stop);
    try {
      const waiting = [...addresses];
      let made = 0;
      const folders = await Promise.all(
        workers.map(async (worker) => {
          for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
            onParts(address, await askForParts(worker, store, address, signal));
            made += 1;
            onProgress?.(made, addresses.length);
          }
          return await ask(worker, { do: "flush" });
        }),
      );
      const indexes: Record<string, Segment[]> = {};
      const unmerged = [...MERGE_ORDER];
      await Promise.all(
        workers.map(async (worker) => {
          for (let index = unmerged.shift(); index !== undefined; index = unmerged.shift()) {
            indexes[index] = await ask(worker, { do: "merge", index, folders: folders.flat() });
          }
        }),
      );
      return { indexes, folders: folders.flat() };
    } catch (error) {
      // Of threads that were stopped in the middle, that is the reason.
      throw signal?.aborted === true ? signal.reason : error;
    } finally {
      signal?.removeEventListener("abort", stop);
      await Promise.all(workers.map((worker) => worker.terminate()));
    }
  };
}

/** Errors lose their class on the way from another thread: what can't be done there is tried here. */
async function askForParts(
  worker: Worker,
  store: Store,
  address: ShardAddress,
  signal: AbortSignal | undefined,
): Promise<ShardParts> {
  signal?.throwIfAborted();
  try {
    return await ask(worker, { do: "shard", address });
  } catch (error) {
    signal?.throwIfAborted();
    await makeParts(store, address, signal);
    throw error;
  }
}

/** One thing at a time. */
async function ask<T extends Task>(worker: Worker, task: T): Promise<Answers[T["do"]]> {
  const { promise, resolve, reject } = Promise.withResolvers<Answers[T["do"]]>();
  const onMessage = ({ answer, failed }: Reply) =>
    failed === undefined ? resolve(answer as Answers[T["do"]]) : reject(new Error(failed));
  const onExit = () => reject(new Error("a thread that makes a graph ended before its work was done"));
  worker.on("message", onMessage).on("error", reject).on("exit", onExit);
  try {
    worker.postMessage(task);
    return await promise;
  } finally {
    worker.off("message", onMessage).off("error", reject).off("exit", onExit);
  }
}

function startThread(workerData: ThreadData): Worker {
  // With options of Node that this thread was started with, such as `--input-type`, it might not start.
  const options = { workerData, execArgv: [] };
  // Rows live as long as a run is in memory: where the young are few, the collector copies them again and again.
  return new Worker(SCRIPT, { ...options, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES } });
}
