import { isSameVersion } from "../releases/versions.ts";
import { BIN_STORE } from "../run/jobs/results.ts";
import type { Shard } from "../shard/shard.ts";
import { openShardSource } from "../shard/shard-source.ts";
import { shardObjectKey } from "../store/layout.ts";
import { MOST_SHARD_BYTES } from "./noticed.ts";
import { BadArchive, fileWithin } from "./only-file.ts";

/**
 * The shard of a release out of the artifact of the job that explored it. Nothing of the artifact is believed but that it is
 * a sound shard of that release, whoever wrote it.
 *
 * @returns undefined where the artifact has none
 * @throws BadArchive for an artifact that is damaged; InputError for a shard that is
 */
export async function handedShard(zip: Buffer, name: string, version: string): Promise<Shard | undefined> {
  const isWanted = (path: string) => {
    const [, digest] = /\/([0-9a-f]{64})\.jsonl\.gz$/.exec(path) ?? [];
    return digest !== undefined && path === `${BIN_STORE}/${shardObjectKey({ name, version, digest })}`;
  };
  const bytes = await fileWithin(zip, isWanted, MOST_SHARD_BYTES);
  if (bytes === undefined) {
    return undefined;
  }
  const shard = await openShardSource(bytes, { name: `shard of ${name}`, maxBytes: MOST_SHARD_BYTES });
  const found = shard.header.distribution;
  if (found.name !== name || !isSameVersion(found.version, version)) {
    throw new BadArchive(`holds another release's shard in place of that of ${name} ${version}`);
  }
  return shard;
}
