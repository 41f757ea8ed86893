/** Repairs on the way: of newer releases that fail, of what is skipped; and keys that are not needed any more. */

import { join } from "node:path";
import { writeWholeText } from "../files/whole-file.ts";
import { PKGINFO_SUFFIX } from "../pkginfo/parse.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { PKGINFO_FOLDER, readPkginfo } from "../pkginfo/read-folder.ts";
import { removeSkipped } from "../pkginfo/skipped.ts";
import { newestRelease } from "../releases/choose-release.ts";
import type { Index } from "../releases/index/open-index.ts";
import { normalizeName } from "../releases/project-name.ts";
import { changesOf, type Fields } from "../repair/candidates/change.ts";
import { repairedText } from "../repair/outcome/keep.ts";
import { type Proposal, type ProposedChanges, takenChanges } from "../repair/outcome/proposal.ts";
import { type Applied, type ApplyOptions, applyBumps, type Bumped, type Destination } from "./bump.ts";
import type { Retried } from "./retry-skipped.ts";

/** How proposals are had; each is told to whoever waits. */
export interface Repairs {
  repair(fields: Fields): Promise<Proposal>;
  smaller(pkginfo: Pkginfo): Promise<Proposal>;
}

/** So many pkginfo are looked at in one run; those of the next one are others. */
const MOST_REDUCED = 10;
const WEEK = 7 * 24 * 60 * 60 * 1000;

/**
 * Repairs packages in versions in which they failed, and moves those there for which that worked.
 *
 * @param failed where they were to be moved to; their pkginfo may name that version already
 */
export async function repairBumps(
  root: string,
  failed: readonly Destination[],
  repairs: Repairs,
  options: ApplyOptions,
): Promise<Applied> {
  const repaired: Destination[] = [];
  for (const { stem, to } of failed) {
    const proposal = await repairs.repair({ ...(await readPkginfo(root, stem)), version: to });
    if (proposal.result === "repaired") {
      repaired.push({ stem, to, changes: proposal.changes });
    }
  }
  return await applyBumps(root, repaired, options);
}

/** What was done, with what was repaired in the place of what had failed, or of what it was before. */
export function withRepaired(applied: Applied, repaired: Applied): Applied {
  const made = new Map(repaired.bumped.map((one) => [one.stem, one]));
  const from = new Map(applied.bumped.map((one) => [one.stem, one.from]));
  const isMade = (stem: string) => made.has(stem);
  const again: Bumped[] = [...made.values()].map((one) => ({ ...one, from: from.get(one.stem) ?? one.from }));
  return {
    bumped: [...applied.bumped.filter(({ stem }) => !isMade(stem)), ...again],
    failures: applied.failures.filter((failure) => !isMade(failure.package)),
    results: [...applied.results.filter(({ stem }) => !isMade(stem)), ...repaired.results],
  };
}

/**
 * Repairs skipped packages that fail still, in their newest release, and adds the pkginfo of those for which that worked.
 *
 * @returns all, as they are now
 */
export async function repairSkipped(
  root: string,
  retried: readonly Retried[],
  { index, pythons }: { index: Index; pythons: readonly string[] },
  repairs: Repairs,
): Promise<Retried[]> {
  const all: Retried[] = [];
  for (const one of retried) {
    all.push(one.works ? one : await repairedSkipped(root, one, { index, pythons }, repairs));
  }
  return all;
}

async function repairedSkipped(
  root: string,
  one: Retried,
  { index, pythons }: { index: Index; pythons: readonly string[] },
  repairs: Repairs,
): Promise<Retried> {
  const { name } = one;
  const { version } = newestRelease(await index.project(name), { pythons });
  const proposal = await repairs.repair({ name, version });
  if (proposal.result !== "repaired") {
    return one;
  }
  const { imported: modules, changes } = proposal;
  const stem = normalizeName(name);
  const text = repairedText({ stem, fields: { name, version } }, takenChanges(changes));
  await removeSkipped(root, name);
  await writeWholeText(join(root, PKGINFO_FOLDER, stem + PKGINFO_SUFFIX), text);
  return { name, works: true, version, modules, changes };
}

/** A pkginfo without keys that it does not need. */
export interface Reduced {
  stem: string;
  changes: ProposedChanges;
}

/** Takes keys away that are not needed any more, of some pkginfo in each week. */
export async function reducePkginfos(
  root: string,
  all: readonly Pkginfo[],
  repairs: Repairs,
  options: ApplyOptions,
): Promise<{ reduced: Reduced[]; applied: Applied }> {
  const found: Reduced[] = [];
  const candidates = all.filter((pkginfo) => changesOf(pkginfo).length > 0);
  for (const pkginfo of ofThisWeek(candidates, new Date())) {
    const proposal = await repairs.smaller(pkginfo);
    if (proposal.result === "repaired" && proposal.changes.added.length === 0) {
      found.push({ stem: pkginfo.stem, changes: proposal.changes });
    }
  }
  const versions = new Map(all.map(({ stem, version }) => [stem, version]));
  const applied = await applyBumps(
    root,
    found.map(({ stem, changes }) => ({ stem, to: versions.get(stem) ?? "", changes })),
    options,
  );
  const done = new Set(applied.bumped.map(({ stem }) => stem));
  return { reduced: found.filter(({ stem }) => done.has(stem)), applied };
}

/** Each week the next ones, so that a run takes no longer the more there are, and all come to their turn. */
export function ofThisWeek<T>(all: readonly T[], now: Date, most = MOST_REDUCED): T[] {
  const begin = all.length <= most ? 0 : (Math.floor(now.getTime() / WEEK) * most) % all.length;
  return [...all.slice(begin), ...all.slice(0, begin)].slice(0, most);
}
