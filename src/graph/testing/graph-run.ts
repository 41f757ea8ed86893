import type { ShardEntry } from "../../store/layout.ts";
import { completeRun } from "../../store/runs/complete.ts";
import type { RunManifest } from "../../store/runs/record.ts";
import { reserveRun } from "../../store/runs/reservation.ts";
import type { Store } from "../../store/store.ts";
import { exploredPackage, TINY_START } from "../../store/testing/tiny-run.ts";
import { makeRunGraph, type RunGraphOptions } from "../kept/run-graph.ts";

/** A complete run of some shards of a store, with its graph. */
export async function graphRun(
  store: Store,
  shards: readonly ShardEntry[],
  startedAt = TINY_START.startedAt,
  options: RunGraphOptions = {},
): Promise<RunManifest> {
  const packages = Object.fromEntries(
    shards.map((shard) => [`${shard.name}@${shard.version}`, exploredPackage(shard)]),
  );
  const record = await reserveRun(store, { ...TINY_START, startedAt });
  const objects = await makeRunGraph(store, record, packages, options);
  const bases = { "3.13": { inputs: "b".repeat(64) } };
  const rest = { finishedAt: "2026-11-23T10:05:00.000Z", bases, log: "explored\n" };
  return await completeRun(store, record, { ...rest, packages, objects });
}
