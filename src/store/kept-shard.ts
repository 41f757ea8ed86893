/** Shards of a store, read as what they are said to be: nobody is answered from another's, whatever lies under a name. */

import { InputError } from "../errors/input-error.ts";
import type { ReadOptions } from "../shard/reader.ts";
import type { ShardHeader } from "../shard/records.ts";
import type { Shard } from "../shard/shard.ts";
import { exploreAgain, type ShardAddress, shardObjectKey } from "./layout.ts";
import { type Store, UnreadableObjectError } from "./store.ts";

/**
 * Reads the shard of an entry into memory.
 *
 * @throws UnreadableObjectError where it is not there, damaged, or another one than its name says
 */
export async function openKeptShard(
  store: Store,
  address: ShardAddress,
  options: Omit<ReadOptions, "onDigest"> = {},
): Promise<Shard> {
  const key = shardObjectKey(address);
  const [{ openShard }, { ensureShard }] = await Promise.all([
    import("../shard/open-shard.ts"),
    import("./care/check-shard.ts"),
  ]);
  try {
    const shard = await openShard(await store.localPath(key), options);
    const { name, version } = shard.header.distribution;
    ensureShard(key, { name, version, digest: shard.digest ?? "" });
    return shard;
  } catch (error) {
    if (!(error instanceof InputError)) {
      throw error;
    }
    const place = { file: `${store.address}/${key}` };
    throw new UnreadableObjectError(
      error.problems.map((problem) => ({
        ...problem,
        place: problem.place ?? place,
        fix: exploreAgain(key),
      })),
      { cause: error },
    );
  }
}

/**
 * Reads how the shard of an entry begins, and no more of it.
 *
 * @throws UnreadableObjectError where it is not there, damaged, or another one than its name says
 */
export async function readKeptHeader(store: Store, address: ShardAddress): Promise<ShardHeader> {
  const key = shardObjectKey(address);
  const { readShard } = await import("../shard/reader.ts");
  for await (const { record } of readShard(await store.localPath(key))) {
    const isSame =
      record.record === "header" &&
      record.distribution.name === address.name &&
      record.distribution.version === address.version;
    if (isSame) {
      return record;
    }
    break;
  }
  throw new UnreadableObjectError({
    place: { file: `${store.address}/${key}` },
    message: "this is the shard of another release than its name says",
    fix: exploreAgain(key),
  });
}

/**
 * Whether the store itself, and no copy, still holds exactly the lines of a shard.
 *
 * @throws InputError where the store cannot be asked
 */
export async function isSoundShard(
  store: Store,
  address: ShardAddress,
  signal?: AbortSignal,
): Promise<boolean> {
  const key = shardObjectKey(address);
  const { checkShardDigest } = await import("./care/check-shard.ts");
  try {
    await store.withFile(key, (path) => checkShardDigest(key, path, signal));
    return true;
  } catch (error) {
    if (error instanceof UnreadableObjectError) {
      return false;
    }
    throw error;
  }
}
