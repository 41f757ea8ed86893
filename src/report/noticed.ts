/** Who of the latest run would notice what a pull request changes. */

import { resolveName } from "../ask/resolve.ts";
import type { OpenGraph, Release } from "../graph/questions/open-graph.ts";
import { newestRelease } from "../graph/questions/releases.ts";
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
 * Looks up who of a run uses a package, and what of that the new release no longer has.
 *
 * @param openNew reads the shard of the new release, which code of packages may have written; undefined where there is none
 * @throws InputError where the store can't be read
 */
export async function noticedBy(
  { run, graph, store }: LatestGraph,
  { distribution, after }: ChangedPackage,
  openNew: () => Promise<Shard | undefined>,
): Promise<Noticed> {
  const used = await usedNames(graph, distribution);
  const releases = graph.releases();
  const noticed = {
    ...{ run, distribution, dependents: used.get("")?.size ?? 0 },
    distributions: new Set(releases.map((release) => release.distribution)).size,
  };
  used.delete("");
  const known = after === undefined ? undefined : await newestRelease(graph, distribution);
  if (known === undefined || known.version === after || used.size === 0) {
    return noticed;
  }
  const shard = await openNew();
  return shard === undefined ? noticed : { ...noticed, gone: await goneNames(store, known, shard, used) };
}

/** The names of a distribution that others use or import, with who does; empty: the distribution as a whole. */
async function usedNames(graph: OpenGraph, distribution: string): Promise<Map<string, Set<string>>> {
  const prefix = `${distribution} `;
  const rows = await graph.withPrefix("dependents", prefix, { columns: ["key", "distribution", "shard"] });
  const used = new Map<string, Set<string>>();
  for (const row of rows) {
    const name = String(row.key).slice(prefix.length);
    used.set(name, (used.get(name) ?? new Set()).add(String(row.distribution)));
  }
  return used;
}

async function goneNames(
  store: Store,
  { distribution, version, shard: digest }: Release,
  after: Shard,
  used: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<GoneNames> {
  const missing = [...used].filter(([name]) => !resolveName(after, name).found);
  const before =
    missing.length === 0
      ? undefined
      : await openKeptShard(store, { name: distribution, version, digest }, { maxBytes: MOST_SHARD_BYTES });
  const names = missing
    // What neither has was used of an older one, or is made at run time.
    .filter(([name]) => before !== undefined && resolveName(before, name).found)
    .map(([name, users]) => ({ name, users: [...users].sort(compareText) }))
    .sort((left, right) => right.users.length - left.users.length || compareText(left.name, right.name));
  return { since: version, names };
}
