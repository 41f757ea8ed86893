/** Newer versions for the packages of a repository: which there are, and which of them can be had. */

import type { PythonRow } from "../docker/base/pythons.ts";
import { InputError } from "../errors/input-error.ts";
import { ResolutionError } from "../lock/resolution-error.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import type { Index } from "../releases/index/open-index.ts";
import { awaitedBy, type RequirementsOf } from "./awaited.ts";
import { type Applied, type ApplyOptions, applyBumps, type BumpFailure, type Proposal } from "./bump.ts";
import type { CoolDown } from "./cool-down.ts";
import { type Newer, newerRelease } from "./newer-release.ts";

/** Who is asked for newer versions, and of what. */
export interface Asking {
  /** Every pkginfo of the repository. */
  all: readonly Pkginfo[];
  index: Index;
  rows: readonly PythonRow[];
  coolDown: CoolDown;
  /** What a release asks for that can't be resolved. */
  requirementsOf: RequirementsOf;
}

/** What the index was asked for, and said. */
export interface Proposals {
  proposals: Proposal[];
  /** Packages that stay, and why. */
  held: { stem: string; reason: string }[];
  failures: BumpFailure[];
}

/** What came of the proposals: those that were taken in the end, moved or failed. */
export type Moved = Applied & Pick<Proposals, "proposals" | "held">;

/**
 * Asks the index what newer releases there are. One package's failure stops no other one.
 *
 * @param only stems to ask for; all when left out
 */
export async function proposeBumps(asking: Asking, only?: ReadonlySet<string>): Promise<Proposals> {
  const found: Proposals = { proposals: [], held: [], failures: [] };
  for (const pkginfo of asking.all.filter(({ stem }) => only?.has(stem) ?? true)) {
    const { stem, version: from } = pkginfo;
    try {
      const newer = await newerOf(pkginfo, asking, []);
      if ("held" in newer) {
        found.held.push({ stem, reason: newer.held });
      } else {
        found.proposals.push({ stem, from, to: newer.version });
      }
    } catch (error) {
      if (!(error instanceof InputError)) {
        throw error;
      }
      found.failures.push({ package: stem, error });
    }
  }
  return found;
}

/**
 * Moves packages where they are proposed to go. One that can't be locked there only since what it needs is not there yet takes the
 * next older release that is newer than its own; where there is none it is held, which is no failure: it can be had by and by.
 *
 * @throws as `applyBumps`
 */
export async function moveBumps(
  root: string,
  proposals: readonly Proposal[],
  asking: Asking,
  options: ApplyOptions,
): Promise<Moved> {
  const packages = new Map(asking.all.map((pkginfo) => [pkginfo.stem, pkginfo]));
  const moved: Moved = { proposals: [], held: [], bumped: [], failures: [], results: [] };
  let next: Attempt[] = proposals.map((proposal) => ({ proposal, waiting: [] }));
  while (next.length > 0) {
    const attempts = new Map(next.map((attempt) => [attempt.proposal.stem, attempt]));
    const applied = await applyBumps(root, proposalsOf(next), options);
    next = [];
    moved.bumped.push(...applied.bumped);
    moved.results.push(...applied.results);
    for (const failure of applied.failures) {
      const pkginfo = packages.get(failure.package) as Pkginfo;
      const attempt = attempts.get(failure.package) as Attempt;
      attempts.delete(failure.package);
      const then = await afterFailure(failure, pkginfo, attempt, asking, options);
      if (then === undefined) {
        moved.failures.push(failure);
        moved.proposals.push(attempt.proposal);
      } else if ("reason" in then) {
        moved.held.push(then);
      } else {
        next.push(then);
      }
    }
    moved.proposals.push(...proposalsOf([...attempts.values()]));
  }
  return moved;
}

/** A release that is tried, after newer ones that wait for something. */
interface Attempt {
  proposal: Proposal;
  /** The newest first. */
  waiting: { version: string; reason: string }[];
}

function proposalsOf(attempts: readonly Attempt[]): Proposal[] {
  return attempts.map(({ proposal }) => proposal);
}

/** What is tried after a failure, or why the package is held; undefined where the failure stands. */
async function afterFailure(
  failure: BumpFailure,
  pkginfo: Pkginfo,
  { proposal, waiting }: Attempt,
  asking: Asking,
  options: ApplyOptions,
): Promise<Attempt | Proposals["held"][number] | undefined> {
  const { stem, to } = proposal;
  const awaited = await awaitedFor(failure, { ...pkginfo, version: to }, asking, options.notAfter);
  if (awaited === undefined) {
    return undefined;
  }
  const all = [...waiting, { version: to, reason: `${to} waits for ${awaited}` }];
  const older = await newerOf(
    pkginfo,
    asking,
    all.map(({ version }) => version),
  );
  if ("held" in older) {
    return { stem, reason: all[0]?.reason ?? "" };
  }
  options.say(`${stem} ${to} waits for ${awaited}: trying ${older.version}`);
  return { proposal: { ...proposal, to: older.version }, waiting: all };
}

async function awaitedFor(
  { error }: BumpFailure,
  pkginfo: Pkginfo,
  { index, rows, requirementsOf }: Asking,
  notAfter: string | undefined,
): Promise<string | undefined> {
  if (!(error instanceof ResolutionError)) {
    return undefined;
  }
  try {
    return await awaitedBy(pkginfo, { index, rows, notAfter, requirementsOf });
  } catch (reason) {
    if (reason instanceof InputError) {
      // The failure is told as it was.
      return undefined;
    }
    throw reason;
  }
}

async function newerOf(
  pkginfo: Pkginfo,
  { all, index, rows, coolDown }: Asking,
  waiting: readonly string[],
): Promise<Newer> {
  const kept = all
    .filter((other) => other !== pkginfo && other.normalizedName === pkginfo.normalizedName)
    .map(({ version }) => version);
  return newerRelease(pkginfo, await index.project(pkginfo.name), rows, { kept, waiting, coolDown });
}
