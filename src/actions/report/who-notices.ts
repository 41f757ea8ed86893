/** Asks the latest run's graph who uses what a pull request changes. A reader as anybody is: it needs no key, and writes nothing. */

import { InputError } from "../../errors/input-error.ts";
import { OpenGraph } from "../../graph/questions/open-graph.ts";
import { readServedGraph } from "../../page/served-graph.ts";
import { handedShard } from "../../report/handed-shard.ts";
import { type ChangedPackage, type LatestGraph, type Noticed, noticedBy } from "../../report/noticed.ts";
import { BadArchive } from "../../report/only-file.ts";
import type { Reports } from "../../report/read-reports.ts";
import { BIN_ARTIFACT_PREFIX } from "../../run/jobs/results.ts";
import type { Shard } from "../../shard/shard.ts";
import { openStore } from "../../store/open-store.ts";
import type { Job } from "../action.ts";
import type { PullChanges } from "./pull-changes.ts";

/** Shards of no more packages are looked at, each of which is a file to fetch. */
const MOST_SHARDS = 20;

/** Fetches an artifact of the run, as `fetchArtifact` does. */
type Fetch = (name: string) => Promise<Buffer | string | undefined>;

/** The graph of a store's latest run; undefined where there is none, or it can't be read, which is said. */
export async function openLatestGraph(
  address: string,
  { signal, say }: Job,
): Promise<LatestGraph | undefined> {
  try {
    const store = await openStore(address, { signal, say });
    const { graph, run } = await readServedGraph(store);
    return run === undefined ? undefined : { run, graph: new OpenGraph(store, graph), store };
  } catch (error) {
    sayUnknown(error, { signal, say });
    return undefined;
  }
}

/**
 * Who notices the change of each package of a pull request, and what its new release changes, as far as that is known. In the
 * order of their names.
 */
export async function whoNotices(
  latest: LatestGraph,
  changes: PullChanges,
  reports: Reports,
  fetch: Fetch,
  job: Job,
): Promise<Noticed[]> {
  const zips = new Map<string, ReturnType<Fetch>>();
  let shards = 0;
  const openNew = async (stem: string, { distribution, after = "" }: ChangedPackage) => {
    const bin = reports.bins.get(stem);
    shards += 1;
    if (shards > MOST_SHARDS) {
      job.say(`What ${distribution} ${after} changes is not looked at: only ${MOST_SHARDS} packages are.`);
    }
    if (bin === undefined || shards > MOST_SHARDS) {
      return undefined;
    }
    const name = `${BIN_ARTIFACT_PREFIX}${bin}`;
    const fetching = zips.get(name) ?? fetch(name);
    zips.set(name, fetching);
    return await shardIn(await fetching, { distribution, after, say: job.say });
  };
  const noticed: Noticed[] = [];
  for (const [stem, changed] of changedPackages(changes)) {
    try {
      noticed.push(await noticedBy(latest, changed, () => openNew(stem, changed)));
    } catch (error) {
      sayUnknown(error, job);
    }
  }
  return noticed.filter(({ dependents, replaced }) => dependents > 0 || replaced !== undefined);
}

function changedPackages({ packages, removed }: PullChanges): [stem: string, changed: ChangedPackage][] {
  const kept = packages.map(({ stem, after }): [string, ChangedPackage] => {
    const { normalizedName: distribution, version } = after.pkginfo;
    return [stem, { distribution, ...(isNewest(stem) && { after: version }) }];
  });
  const gone = removed
    .filter(isNewest)
    .map((stem): [string, ChangedPackage] => [stem, { distribution: stem }]);
  return [...kept, ...gone].sort(([left], [right]) => (left < right ? -1 : 1));
}

/** Whether a package is what a distribution has, and not a version that is kept beside it. */
function isNewest(stem: string): boolean {
  return !stem.includes("@");
}

async function shardIn(
  zip: Buffer | string | undefined,
  { distribution, after, say }: { distribution: string; after: string; say: Job["say"] },
): Promise<Shard | undefined> {
  if (!Buffer.isBuffer(zip)) {
    say(`What ${distribution} ${after} changes is not known: its artifact ${zip ?? "is not there"}.`);
    return undefined;
  }
  try {
    return await handedShard(zip, distribution, after);
  } catch (error) {
    if (error instanceof BadArchive || error instanceof InputError) {
      say(`What ${distribution} ${after} changes is not known: ${firstLine(error)}`);
      return undefined;
    }
    throw error;
  }
}

/** What can't be had is no reason not to comment. */
function sayUnknown(error: unknown, { signal, say }: Job | Pick<Job, "signal" | "say">): void {
  signal.throwIfAborted();
  if (!(error instanceof InputError)) {
    throw error;
  }
  say(`Who uses what changes is not known: ${firstLine(error)}`);
}

function firstLine({ message }: Error): string {
  return message.split("\n", 1)[0] ?? "";
}
