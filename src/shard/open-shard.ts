import { collectShard } from "./collect-shard.ts";
import { type ReadOptions, readShard } from "./reader.ts";
import { indexShard, type Shard } from "./shard.ts";

/**
 * Reads a whole shard into memory.
 *
 * @throws InputError as {@link readShard} does, and for a shard whose records contradict one another
 */
export async function openShard(path: string, options: Omit<ReadOptions, "onDigest"> = {}): Promise<Shard> {
  let digest: string | undefined;
  const records = readShard(path, {
    ...options,
    onDigest(value) {
      digest = value;
    },
  });
  return indexShard(await collectShard(path, records), digest);
}
