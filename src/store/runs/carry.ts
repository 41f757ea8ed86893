import type { Store } from "../store.ts";
import { type RunPackage, type RunPackages, readRunPackages } from "./record.ts";
import { readNewestRun } from "./reservation.ts";

/** What the newest complete run of a store holds. */
export interface Snapshot {
  /** Undefined where there is no run yet. */
  run: string | undefined;
  packages: RunPackages;
}

export async function readSnapshot(store: Store): Promise<Snapshot> {
  const run = (await readNewestRun(store))?.run;
  return { run, packages: (run && (await readRunPackages(store, run))) || {} };
}

/**
 * Gives each package that has no shard of its own the last good one: a run is a snapshot of everything. What has never
 * been good stays without, and is `skipped` where it was not even tried.
 */
export function carry(packages: RunPackages, snapshot: Snapshot): RunPackages {
  return Object.fromEntries(
    Object.entries(packages).map(([stem, one]) => [stem, one.shard ? one : carryOne(stem, one, snapshot)]),
  );
}

/** {@link carry} for a package that has no shard. */
export function carryOne(stem: string, one: RunPackage, { run, packages: last }: Snapshot): RunPackage {
  const { shard, shardOf = run, problemsByStage, confirmedAt } = last[stem] ?? {};
  if (one.status === "skipped") {
    return one;
  }
  if (shard === undefined) {
    return one.status === "carried" ? { ...one, status: "skipped" } : one;
  }
  return {
    ...{ ...one, shard },
    ...(shardOf && { shardOf }),
    ...(problemsByStage && { problemsByStage }),
    ...(confirmedAt && { confirmedAt }),
  };
}
