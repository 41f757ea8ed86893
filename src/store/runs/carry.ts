import type { InputProblem } from "../../errors/input-error.ts";
import type { Store } from "../store.ts";
import { readLatestRun } from "./latest.ts";
import type { RunPackage, RunPackages } from "./record.ts";

/** What the latest run of a store holds. */
export interface Snapshot {
  /** Undefined where there is no run yet. */
  run: string | undefined;
  packages: RunPackages;
  /** What a person should know of which run that is. */
  problem?: InputProblem | undefined;
}

/** @throws UnreadableObjectError where that run, or what says which it is, is damaged */
export async function readSnapshot(store: Store): Promise<Snapshot> {
  return (await readLatestRun(store)) ?? { run: undefined, packages: {} };
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
