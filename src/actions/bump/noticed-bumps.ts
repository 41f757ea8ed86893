/** What newer versions change of those of the latest run. Of what was handed over nothing is believed but sound shards. */

import { lstat } from "node:fs/promises";
import type { Bumped } from "../../bump/bump.ts";
import { handedShardPath } from "../../bump/hand-over.ts";
import { InputError } from "../../errors/input-error.ts";
import { isSameVersion } from "../../releases/versions.ts";
import { type LatestGraph, MOST_SHARD_BYTES, type Noticed, noticedBy } from "../../report/noticed.ts";
import { openShard } from "../../shard/open-shard.ts";
import type { Shard } from "../../shard/shard.ts";
import type { Job } from "../action.ts";

/**
 * What the newer versions of some packages change, and who would notice, as far as that is known; what is not is said.
 *
 * @param latest the graph of the latest run, where there is one
 * @param from the folder that was handed over
 */
export async function noticedBumps(
  latest: LatestGraph | undefined,
  bumped: readonly Bumped[],
  from: string,
  { signal, say }: Job,
): Promise<Noticed[]> {
  if (latest === undefined) {
    return [];
  }
  const noticed: Noticed[] = [];
  // A version that is kept beside the newest one takes the place of none.
  const newest = bumped.filter(({ stem }) => !stem.includes("@"));
  for (const { stem, name, to } of newest) {
    const open = () => shardOf(from, stem, name, to);
    try {
      noticed.push(await noticedBy(latest, { distribution: name, after: to }, open));
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof InputError)) {
        throw error;
      }
      say(`What ${stem} ${to} changes is not known: ${error.message.split("\n", 1)[0]}`);
    }
  }
  return noticed;
}

async function shardOf(
  from: string,
  stem: string,
  name: string,
  version: string,
): Promise<Shard | undefined> {
  const path = handedShardPath(from, stem);
  const there = await lstat(path).catch(() => undefined);
  if (there?.isFile() !== true) {
    return undefined;
  }
  const shard = await openShard(path, { maxBytes: MOST_SHARD_BYTES });
  const found = shard.header.distribution;
  if (found.name !== name || !isSameVersion(found.version, version)) {
    throw new InputError({ place: { file: path }, message: "this is the shard of another release" });
  }
  return shard;
}
