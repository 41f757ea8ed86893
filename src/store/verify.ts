import pLimit from "p-limit";
import { checkShard } from "./check-shard.ts";
import { HEAD_KEY, keyObjectKey, readExplored, readHead, type ShardEntry, shardObjectKey } from "./layout.ts";
import { type Store, UnreadableObjectError } from "./store.ts";

/** What is wrong with one object of a store. */
export interface StoreFault {
  key: string;
  /** What was found and expected; text of unknown origin is in it. */
  message: string;
}

export interface StoreReport {
  /** How many there are, sound or not. */
  shards: number;
  keys: number;
  /** Stems of the head. */
  packages: number;
  /** Of all shards, compressed. */
  sizeBytes: number;
  /** Sorted by key. */
  faults: StoreFault[];
}

export interface VerifyOptions {
  signal?: AbortSignal;
  /** Called after each shard. */
  onProgress?: (checked: number, shards: number) => void;
}

/** Objects that are asked for at once: reading a shard is work for the processor, but a bucket is far away. */
const AT_ONCE = 4;

/**
 * Reads everything that a store holds: whether each shard is whole and what its name says, and whether every key and
 * the head lead to a shard that is there.
 *
 * Others may write meanwhile: what leads to a shard is written after it, so it is read before the shards are listed.
 *
 * @throws InputError where the store itself cannot be asked; what is wrong with an object is a fault, not an error
 */
export async function verifyStore(store: Store, options: VerifyOptions = {}): Promise<StoreReport> {
  const { signal, onProgress } = options;
  const faults: StoreFault[] = [];
  const limit = pLimit(AT_ONCE);
  const head = await orFault(faults, HEAD_KEY, () => readHead(store));
  const keys = await Array.fromAsync(store.list("keys/"));
  const leads = await limit.map(keys, async ({ key }) => {
    signal?.throwIfAborted();
    return { from: key, entry: await orFault(faults, key, () => checkedKey(store, key)) };
  });
  leads.push(...Object.values(head ?? {}).map((entry) => ({ from: HEAD_KEY, entry })));
  const shards = await Array.fromAsync(store.list("shards/"));
  const present = new Set(shards.map(({ key }) => key));
  for (const { from, entry } of leads) {
    if (entry !== undefined && !present.has(shardObjectKey(entry))) {
      faults.push({ key: from, message: `leads to ${shardObjectKey(entry)}, which is not there` });
    }
  }
  let checked = 0;
  await limit.map(shards, async (shard) => {
    signal?.throwIfAborted();
    await orFault(faults, shard.key, () =>
      store.withFile(shard.key, (path) => checkShard(shard.key, path, signal)),
    );
    checked += 1;
    onProgress?.(checked, shards.length);
  });
  return {
    shards: shards.length,
    keys: keys.length,
    packages: Object.keys(head ?? {}).length,
    sizeBytes: shards.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    faults: faults.sort((a, b) => (a.key < b.key ? -1 : 1)),
  };
}

async function orFault<T>(
  faults: StoreFault[],
  key: string,
  check: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof UnreadableObjectError)) {
      throw error;
    }
    for (const { place, message } of error.problems) {
      faults.push({ key, message: place?.line === undefined ? message : `line ${place.line}: ${message}` });
    }
    return undefined;
  }
}

async function checkedKey(store: Store, key: string): Promise<ShardEntry | undefined> {
  const entry = await readExplored(store, key);
  if (entry !== undefined && keyObjectKey(entry.shardKey) !== key) {
    throw new UnreadableObjectError({ message: `is the record of another key, ${entry.shardKey}` });
  }
  return entry;
}
