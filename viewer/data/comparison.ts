/** Two releases against each other, by the rules that the command `diff` has. Loaded when somebody compares. */

import { difference } from "../../src/diff/diff.ts";
import { type NoticedDifference, noticedDifference } from "../../src/diff/noticed.ts";
import { usesOfDistribution } from "../../src/graph/questions/users.ts";
import type { Shard } from "../../src/shard/shard.ts";
import { openShardSource } from "../../src/shard/shard-source.ts";
import { historyOf } from "./objects.ts";
import { shardKey } from "./shard-key.ts";
import type { ViewedStore } from "./store.ts";

/** A release whose shard the store does not have. */
export interface Absent {
  absent: string;
}

/** What changed between two releases, and who would notice; or which of the two is not here. */
export async function compareReleases(
  store: ViewedStore,
  distribution: string,
  old: string,
  now: string,
): Promise<NoticedDifference | Absent> {
  const [before, after] = await Promise.all([
    wholeShard(store, distribution, old),
    wholeShard(store, distribution, now),
  ]);
  if (before === undefined || after === undefined) {
    return { absent: before === undefined ? old : now };
  }
  return noticedDifference(difference(before, after), await usesOfDistribution(store.graph, distribution));
}

async function wholeShard(
  store: ViewedStore,
  distribution: string,
  version: string,
): Promise<Shard | undefined> {
  const ofGraph = store.graph.releasesOf(distribution).find((one) => one.version === version)?.shard;
  const history = ofGraph === undefined ? await historyOf(store, distribution) : undefined;
  const digest = ofGraph ?? history?.document.releases.find((one) => one.version === version)?.shard;
  const key = digest && shardKey(distribution, version, digest);
  const bytes = key === undefined ? undefined : await store.reader.read(key);
  return bytes && (await openShardSource(bytes, { name: `${store.address}/${key}` }));
}
