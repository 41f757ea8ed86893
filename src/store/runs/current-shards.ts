import { InputError, type InputProblem } from "../../errors/input-error.ts";
import { confirmationOf, type Head, type HeadEntry, readHead, type ShardEntry } from "../layout.ts";
import type { Store } from "../store.ts";
import { runsListFix } from "../store-option.ts";
import { readLatestRun } from "./latest.ts";
import { type RunPackage, type RunPackages, readManifest, readRunPackages } from "./record.ts";

/** Entries by stem, as {@link Head} has them. */
export type CurrentShards = Head;

/**
 * The shards that questions are answered from, by stem: those of a run where one is asked for; else, of what the newest
 * complete run and the head say of a package, what was confirmed later.
 *
 * @param onProblem gets what a person should know of which run is the latest
 * @throws InputError where there is no such run, or it is not finished
 */
export async function currentShards(
  store: Store,
  run?: string,
  onProblem: (problem: InputProblem) => void = () => undefined,
): Promise<CurrentShards> {
  if (run !== undefined) {
    const packages = (await readManifest(store, run)) && (await readRunPackages(store, run));
    if (packages === undefined) {
      throw new InputError({
        message: `there is no finished run ${run} in ${store.address}`,
        fix: runsListFix(store),
      });
    }
    return shardsOf(packages);
  }
  const [head, latest] = await Promise.all([readHead(store), readLatestRun(store)]);
  if (latest?.problem !== undefined) {
    onProblem(latest.problem);
  }
  return latest === undefined ? head : merged(head, latest.packages, latest.finishedAt);
}

function merged(head: Head, packages: RunPackages, finishedAt: string): CurrentShards {
  const entries: [string, HeadEntry][] = Object.entries(packages).flatMap(([stem, one]) => {
    const { shard } = one;
    return shard === undefined
      ? []
      : [[stem, { ...shard, confirmedAt: confirmedAtOf(one, shard, finishedAt) }]];
  });
  const run: Head = Object.fromEntries(entries);
  const isNewer = ([stem, entry]: [string, HeadEntry]) =>
    run[stem] === undefined || confirmationOf(entry) > confirmationOf(run[stem]);
  return { ...run, ...Object.fromEntries(Object.entries(head).filter(isNewer)) };
}

/** Runs of earlier versions don't tell. */
function confirmedAtOf({ confirmedAt, status, attempts }: RunPackage, shard: ShardEntry, finishedAt: string) {
  // Kept by the run that says so, after it had been explored by another one or by hand.
  const isKept = status === "explored" && attempts === 0;
  return confirmedAt ?? (isKept ? finishedAt : shard.exploredAt);
}

function shardsOf(packages: RunPackages): CurrentShards {
  return Object.fromEntries(
    Object.entries(packages).flatMap(([stem, { shard }]) => (shard === undefined ? [] : [[stem, shard]])),
  );
}
