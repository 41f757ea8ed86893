/** Who of the latest run would notice what a pull request changes. */

import { resolveName } from "../ask/resolve.ts";
import { difference } from "../diff/diff.ts";
import { type NoticedDifference, noticedDifference, type ObjectUse } from "../diff/noticed.ts";
import type { OpenGraph } from "../graph/questions/open-graph.ts";
import { newestRelease } from "../graph/questions/releases.ts";
import { dependentCount, usesOfDistribution } from "../graph/questions/users.ts";
import { isSameVersion } from "../releases/versions.ts";
import { compareText } from "../shard/canonical.ts";
import type { Shard } from "../shard/shard.ts";
import { openKeptShard } from "../store/kept-shard.ts";
import type { Store } from "../store/store.ts";

/** The graph of a run, and the store that it is read from. */
export interface LatestGraph {
  run: string;
  graph: OpenGraph;
  store: Store;
}

/** A package that changes. */
export interface ChangedPackage {
  /** Normalised. */
  distribution: string;
  /** The release that takes the place of the newest one of the run; left out where none does. */
  after?: string;
}

export interface Noticed {
  run: string;
  distribution: string;
  /** How many distributions of the run use it or ask for it. */
  dependents: number;
  /** How many distributions the run has. */
  distributions: number;
  /** Of another release: what it no longer has, and others use. Left out where that is not known. */
  gone?: GoneNames;
  /** Of another release: what it changes. */
  replaced?: Replaced;
}

/** A release that takes the place of another one. */
export interface Replaced {
  from: string;
  to: string;
  /** What it changes, by the rules alone: nothing was tried. Left out where that is not known. */
  found?: NoticedDifference;
}

export interface GoneNames {
  /** The version that the run has. */
  since: string;
  /** Those that most distributions use first. */
  names: readonly { name: string; users: readonly string[] }[];
}

/** No shard of a job is unpacked to more. */
export const MOST_SHARD_BYTES = 256 * 1024 ** 2;

/**
 * Looks up who of a run uses a package, what of that the new release no longer has, and what else it changes.
 *
 * @param openNew reads the shard of the new release, which code of packages may have written; undefined where there is none
 * @throws InputError where the store can't be read
 */
export async function noticedBy(
  { run, graph, store }: LatestGraph,
  { distribution, after }: ChangedPackage,
  openNew: () => Promise<Shard | undefined>,
): Promise<Noticed> {
  const noticed = {
    ...{ run, distribution, dependents: await dependentCount(graph, distribution) },
    distributions: new Set(graph.releases().map((release) => release.distribution)).size,
  };
  const known = after === undefined ? undefined : await newestRelease(graph, distribution);
  if (known === undefined || after === undefined || isSameVersion(known.version, after)) {
    return noticed;
  }
  const { version, shard: digest } = known;
  const replaced = { from: version, to: after };
  const now = await openNew();
  if (now === undefined) {
    return { ...noticed, replaced };
  }
  const uses = await usesOfDistribution(graph, distribution);
  const old = await openKeptShard(
    store,
    { name: distribution, version, digest },
    { maxBytes: MOST_SHARD_BYTES },
  );
  return {
    ...noticed,
    ...(uses.length > 0 && { gone: goneNames(old, now, uses) }),
    replaced: { ...replaced, found: noticedDifference(difference(old, now), uses) },
  };
}

function goneNames(old: Shard, now: Shard, uses: readonly ObjectUse[]): GoneNames {
  const names = [...Map.groupBy(uses, ({ id }) => id)]
    // What neither has was used of an older one, or is made at run time.
    .filter(([name]) => !resolveName(now, name).found && resolveName(old, name).found)
    .map(([name, of]) => ({
      name,
      users: [...new Set(of.map((use) => use.distribution))].sort(compareText),
    }))
    .sort((left, right) => right.users.length - left.users.length || compareText(left.name, right.name));
  return { since: old.header.distribution.version, names };
}
