/** Until which release a dependency had something that is asked of it. */

import { z } from "zod";
import { reversedName } from "../../../graph/index/words.ts";
import type { OpenGraph } from "../../../graph/questions/open-graph.ts";
import type { Index } from "../../../releases/index/open-index.ts";
import { normalizeName } from "../../../releases/project-name.ts";
import type { Release } from "../../../releases/release.ts";
import { compareVersions, isFinal } from "../../../releases/versions.ts";
import { readableFiles } from "../names/newest-wheel.ts";
import { type ReaderTools, readFromIndex } from "../readers/run-reader.ts";

/** What is asked of the dependency: a module, and a name in it. */
export interface WantedName {
  distribution: string;
  /** `jinja2` */
  module: string;
  /** `Markup`, or of a class `Environment.globals`; left out where the module itself is missing. */
  name?: string;
  /** The release that was found not to have it; default: the newest. */
  lacking?: string;
}

/** A release, and when its first file was uploaded where the index says so (RFC 3339, UTC). */
export interface DatedRelease {
  version: string;
  uploadTime?: string;
}

/** The releases around the one that took it away. */
export interface LastHaving {
  /** The newest release that has it. */
  last: DatedRelease;
  /** The oldest release after it that is known not to have it. */
  gone: DatedRelease;
  /**
   * What requires it not to be gone: `jinja2<3.1.0`; where releases between could not be judged, `numpy<=1.19.5`. It touches
   * that distribution only.
   */
  constraint: string;
  /** The last day before the release after the one that has it (`2022-03-23`), where the index says when releases were uploaded: an `as-of`, which touches all. */
  asOf?: string;
  /** How it is known: `store` by releases that were explored, `source` by reading the sources of releases. */
  by: "store" | "source";
  /** As sentences without a full stop: which releases were looked into and what was found. */
  evidence: readonly string[];
}

export interface LastHavingTools extends ReaderTools {
  index: Index;
  /** That of the store, where it has one. */
  graph?: OpenGraph | undefined;
}

const answerSchema = z.object({
  probes: z.array(z.object({ version: z.string(), has: z.boolean().nullable(), why: z.string() })),
  last: z.int().nonnegative().nullable(),
  gone: z.int().nonnegative().nullable(),
});

/** More are in no sandbox read in the time that a repair has. */
const MOST_FILES_OF_RELEASE = 3;
const DAY_MILLISECONDS = 24 * 3600 * 1000;
const DOTTED = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/;

/**
 * Looks for the release that took a name away: between those of which the store's graph knows whether they have it, then
 * by reading the sources of as few of the others as it takes. Pre-releases and yanked ones are passed over.
 *
 * @returns undefined where no release is found that has it, or none that has not
 * @throws InputError where the index can't be asked
 */
export async function lastHaving(
  wanted: WantedName,
  tools: LastHavingTools,
): Promise<LastHaving | undefined> {
  const { module, name, lacking } = wanted;
  if (!DOTTED.test(module) || (name !== undefined && !DOTTED.test(name))) {
    return undefined;
  }
  const project = await tools.index.project(wanted.distribution);
  const all = project.releases.filter(
    ({ version, yanked }) =>
      (isFinal(version) && !yanked && (lacking === undefined || compareVersions(version, lacking) <= 0)) ||
      version === lacking,
  );
  const { explored, releases } = await bracket(wanted, all, tools.graph);
  const [first, second] = releases;
  const isKnown = releases.length === 2 && first && second && explored.get(first.version) === true;
  if (isKnown && explored.get(second.version) === false) {
    const evidence = [...explored].map(
      ([version, has]) => `the store's shard of ${version} ${has ? "has" : "lacks"} it`,
    );
    return answerOf(wanted, first, second, second, "store", evidence);
  }
  const known = (version: string) => (version === lacking ? false : explored.get(version));
  const job = {
    module,
    ...(name !== undefined && { name }),
    releases: releases.map(({ version, files }) => ({
      version,
      files: readableFiles(files, tools.base.python)
        .slice(0, MOST_FILES_OF_RELEASE)
        .map(({ url }) => url),
      ...(known(version) !== undefined && { has: known(version) }),
    })),
  };
  const { probes, last, gone } = await readFromIndex("last_having", job, answerSchema, tools);
  const [had, lacks] = [releases[last ?? -1], releases[gone ?? -1]];
  const next = releases[(last ?? -1) + 1];
  const evidence = probes.map(({ version, why }) => `${version}: ${why}`);
  return had === undefined || lacks === undefined || next === undefined
    ? undefined
    : answerOf(wanted, had, lacks, next, "source", evidence);
}

/** The releases between which it went, as far as the store's shards say. */
async function bracket(
  { distribution, module, name }: WantedName,
  releases: readonly Release[],
  graph: OpenGraph | undefined,
): Promise<{ explored: Map<string, boolean>; releases: readonly Release[] }> {
  const explored = new Map<string, boolean>();
  const known = graph?.releasesOf(normalizeName(distribution)) ?? [];
  if (graph !== undefined && known.length > 0) {
    const dotted = name === undefined ? module : `${module}.${name}`;
    const rows = await graph.withKey("names", reversedName(dotted));
    const having = new Set(
      rows.flatMap((row) => (row.distribution === normalizeName(distribution) ? [row.version] : [])),
    );
    for (const { version } of known) {
      explored.set(version, having.has(version));
    }
  }
  const has = releases.findLastIndex(({ version }) => explored.get(version) === true);
  const lacks = releases.findIndex(({ version }, at) => at > has && explored.get(version) === false);
  return { explored, releases: releases.slice(Math.max(has, 0), lacks < 0 ? undefined : lacks + 1) };
}

function answerOf(
  { distribution }: WantedName,
  last: Release,
  gone: Release,
  next: Release,
  by: LastHaving["by"],
  evidence: readonly string[],
): LastHaving {
  const dated = ({ version, uploadTime }: Release) => ({
    version,
    ...(uploadTime !== undefined && { uploadTime }),
  });
  const before = next.uploadTime === undefined ? undefined : dayBefore(next.uploadTime);
  // Of those between, nobody knows.
  const bound = next === gone ? `<${gone.version}` : `<=${last.version}`;
  return {
    last: dated(last),
    gone: dated(gone),
    constraint: `${normalizeName(distribution)}${bound}`,
    ...(before !== undefined && { asOf: before }),
    by,
    evidence,
  };
}

/** A date as of which something was not uploaded yet: a date means its end. */
function dayBefore(instant: string): string {
  return new Date(Date.parse(instant) - DAY_MILLISECONDS).toISOString().slice(0, 10);
}
