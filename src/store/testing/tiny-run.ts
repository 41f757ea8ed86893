/** A run of small shards, for tests of what keeps and reads runs. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ShardContent } from "../../shard/records.ts";
import { tinyShard } from "../../shard/testing/tiny-shard.ts";
import { writeShard } from "../../shard/writer.ts";
import { recordExplored, type ShardEntry, shardObjectKey, updateHead } from "../layout.ts";
import { completeRun } from "../runs/complete.ts";
import type { ManifestObject, RunManifest, RunPackage } from "../runs/record.ts";
import { type RunStart, reserveRun } from "../runs/reservation.ts";
import type { Store } from "../store.ts";

export const TINY_START: RunStart = {
  startedAt: "2026-11-23T10:00:00.000Z",
  explorer: { version: "0.1.0", digest: "a".repeat(64) },
  platform: "linux-x86_64",
  inputs: { selected: "all", force: false },
};

/**
 * Keeps a shard as `explore` does.
 *
 * @param change other content than that of the tiny shard
 */
export async function keepTinyShard(
  store: Store,
  version: string,
  name = "tiny",
  change: Partial<ShardContent> = {},
): Promise<ShardEntry> {
  const content = { ...tinyShard(), ...change };
  // What files of this machine are told apart by stands behind the version that their metadata has.
  const [own = version, edition] = version.split("+local.");
  Object.assign(content.header.distribution, { name, version: own, ...(edition && { licence: edition }) });
  const folder = await mkdtemp(join(tmpdir(), "importgraph-tiny-"));
  try {
    const path = join(folder, "shard.jsonl.gz");
    const { digest, sizeBytes } = await writeShard(path, content);
    const entry: ShardEntry = {
      ...{ name, version, python: content.header.python, importNames: content.header.importNames },
      ...{ digest, sizeBytes },
      shardKey: digest.split("").reverse().join(""),
      ...{ nodes: content.nodes.length, modules: 3, problems: content.problems.length },
      exploredAt: "2026-11-23T09:00:00.000Z",
    };
    await store.adopt(shardObjectKey(entry), path);
    await recordExplored(store, entry);
    await updateHead(store, name === "tiny" ? `tiny@${version}` : name, entry);
    return entry;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a run says of a package that it explored. */
export function exploredPackage(shard: ShardEntry): RunPackage {
  const { name, version, python } = shard;
  return { name, version, python, status: "explored", reason: "new", attempts: 1, seconds: 2.5, shard };
}

/** A complete run of what is in the store. */
export async function completeTinyRun(
  store: Store,
  packages: Readonly<Record<string, RunPackage>>,
  start: Partial<RunStart> = {},
  objects: Readonly<Record<string, ManifestObject>> = {},
  setUpSeconds: readonly number[] = [],
): Promise<RunManifest> {
  const record = await reserveRun(store, { ...TINY_START, ...start });
  const bases = { "3.13": { inputs: "b".repeat(64) } };
  return await completeRun(store, record, {
    ...{ finishedAt: "2026-11-23T10:05:00.000Z", bases, packages, objects, setUpSeconds },
    log: "explored\n",
  });
}
