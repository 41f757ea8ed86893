/** Releases of the graph, and what is read of them. */

import { PartialShard } from "../../src/graph/objects/partial-shard.ts";
import type { Release } from "../../src/graph/questions/open-graph.ts";
import { newestFirst, releaseReferred } from "../../src/graph/questions/releases.ts";
import { takenShard } from "../../src/graph/questions/taken-shard.ts";
import type { Row } from "../../src/page/columns.ts";
import { normalizeName } from "../../src/releases/project-name.ts";
import type { ShardHeader } from "../../src/shard/records.ts";
import type { Shard } from "../../src/shard/shard.ts";
import { cached } from "./cached.ts";
import type { ViewedStore } from "./store.ts";

/** A release of a distribution, and the versions of it that the graph has. */
export interface ChosenRelease {
  release: Release;
  /** Newest first. */
  versions: readonly string[];
  /** Whether it is the one that was asked for; else it is the nearest. */
  isExact: boolean;
}

/** The release that an address means: the newest, or that of a version, or the nearest; undefined where there is none. */
export async function chosenRelease(
  { graph }: ViewedStore,
  distribution: string,
  version: string | undefined,
): Promise<ChosenRelease | undefined> {
  const name = normalizeName(distribution);
  const releases = newestFirst(graph.releasesOf(name));
  const [newest] = releases;
  if (newest === undefined) {
    return undefined;
  }
  const versions = [...new Set(releases.map((one) => one.version))];
  if (version === undefined) {
    return { release: newest, versions, isExact: true };
  }
  const linked = await releaseReferred(graph, name, version);
  return { release: linked?.release ?? newest, versions, isExact: linked?.isExact === true };
}

/** The objects of a release, of which only those are read that are asked for. */
export async function objectsOf({ graph }: ViewedStore, { shard }: Release): Promise<PartialShard> {
  const found = await cached(`objects ${shard}`, () => PartialShard.open(graph, shard));
  if (found === undefined) {
    throw new Error("the graph has no records of this release: it was made by an earlier version");
  }
  return found;
}

/** What the metadata of a release tells of it. */
export async function headerOf(store: ViewedStore, release: Release): Promise<ShardHeader> {
  return (await objectsOf(store, release)).header;
}

/** What a release imports and asks for. */
export function takenOf({ graph }: ViewedStore, release: Release): Promise<Shard> {
  return cached(`taken ${release.shard}`, () => takenShard(graph, release));
}

/** The figures of a release: a row of the table of distributions. */
export function figuresOf({ graph }: ViewedStore, release: Release): Promise<Row | undefined> {
  return cached(`figures ${release.shard}`, async () => {
    for await (const row of graph.allRowsOf(release, "distributions")) {
      return row;
    }
    return undefined;
  });
}
