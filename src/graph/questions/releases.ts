/** Which release of a graph a reference leads into. */

import { STANDARD_LIBRARY } from "../../releases/project-name.ts";
import { compareVersions } from "../../releases/versions.ts";
import type { OpenGraph, Release } from "./open-graph.ts";

export interface LinkedRelease {
  release: Release;
  /** Whether it is the very release that is referred to; else it is the nearest one that the graph has. */
  isExact: boolean;
}

/**
 * The release that a reference leads into: that of the version, else the newest older one, else the oldest newer one.
 * Undefined where none of the distribution was explored.
 *
 * @param version of the standard library, that of Python: 3.13
 */
export async function releaseReferred(
  graph: OpenGraph,
  distribution: string,
  version: string,
): Promise<LinkedRelease | undefined> {
  const releases = newestFirst(graph.releasesOf(distribution));
  const isReferred = (release: Release) =>
    release.version === version || (distribution === STANDARD_LIBRARY && release.python === version);
  const exact = releases.find(isReferred);
  const near = exact ?? releases.find((one) => compareVersions(one.version, version) <= 0) ?? releases.at(-1);
  return near && { release: near, isExact: exact !== undefined };
}

/** The newest release of a distribution that the graph has; undefined where it was not explored. */
export async function newestRelease(graph: OpenGraph, distribution: string): Promise<Release | undefined> {
  return newestFirst(graph.releasesOf(distribution))[0];
}

/** By version (PEP 440). */
export function newestFirst<T extends { version: string }>(releases: readonly T[]): T[] {
  return releases.toSorted((left, right) => compareVersions(right.version, left.version));
}
