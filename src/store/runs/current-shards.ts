import { InputError } from "../../errors/input-error.ts";
import { confirmationOf, type Head, type HeadEntry, readHead, type ShardEntry } from "../layout.ts";
import { type Store, UnreadableObjectError } from "../store.ts";
import { repairFix } from "../stored-json.ts";
import { type RunPackage, type RunPackages, readManifest, readRunPackages, runKeys } from "./record.ts";
import { readNewestRun } from "./reservation.ts";

/** Entries by stem, as {@link Head} has them, without when they were confirmed. */
export type CurrentShards = Head;

/**
 * The shards that questions are answered from, by stem: those of a run where one is asked for; else, of what the newest
 * complete run and the head say of a package, what was confirmed later.
 *
 * @throws InputError where there is no such run, or it is not finished
 */
export async function currentShards(store: Store, run?: string): Promise<CurrentShards> {
  if (run !== undefined) {
    const packages = (await readManifest(store, run)) && (await readRunPackages(store, run));
    if (packages === undefined) {
      throw new InputError({
        message: `there is no finished run ${run} in ${store.address}`,
        fix: "`./scripts/importgraph runs list` tells which there are",
      });
    }
    return shardsOf(packages);
  }
  const newest = await readNewestRun(store);
  if (newest === undefined) {
    return await readHead(store);
  }
  const [head, packages] = await Promise.all([readHead(store), readRunPackages(store, newest.run)]);
  return merged(head, packages ?? missingPackages(store, newest.run), newest.finishedAt);
}

function missingPackages(store: Store, run: string): never {
  throw new UnreadableObjectError({
    place: { file: `${store.address}/${runKeys(run).packages}` },
    message: `there is no such object in the store, though ${run} is its newest finished run`,
    fix: repairFix(store),
  });
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
