/** What a reviewer should look at in a pull request that adds or changes packages. */

import type { Lock, LockedPackage, Locks } from "../lock/lockfile.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { similarName } from "../releases/similar-names.ts";
import { compareVersions } from "../releases/versions.ts";
import { POPULAR_NAMES } from "./popular.ts";

/** One version of a package's files. */
export interface PackageFiles {
  pkginfo: Pkginfo;
  /** Left out where there are none that belong to the pkginfo. */
  locks?: Locks;
  /** Why a lock that is there is not taken. */
  lockFault?: string;
  /** Generated files that are not what pkginfo and locks give. */
  notGenerated?: string[];
}

export interface PackageChange {
  stem: string;
  /** Left out for a new package. */
  before?: PackageFiles;
  after: PackageFiles;
  /** The locks are not in the pull request: they are what the check resolved, and says itself. */
  locksAreReported?: boolean;
  /** Generated files that were edited by hand, and made again by the check. */
  madeAgain?: string[];
  /** What the check found to be imported and not declared, each with where and who gives it. */
  undeclared?: string[];
}

/** Something to look at; texts come from the pull request, and reasons from the package index. */
export type Remark =
  | { kind: "apt" | "run" | "setup" | "env"; texts: string[] }
  /** Distributions that are built from source, which runs their code with the network in reach. */
  | { kind: "source" | "backEnd"; texts: string[] }
  | { kind: "dependency"; texts: string[] }
  /** Of what was in the lock before: in a later version, or the same one by other files. */
  | { kind: "newer" | "otherFiles"; texts: string[] }
  /** Releases whose age could not be had. */
  | { kind: "undated"; texts: string[] }
  /** Releases that the index does not have, or not with these files: nobody could have resolved to them. */
  | { kind: "unknownRelease" | "foreignFiles"; texts: string[] }
  /** The index gives nothing of them out, since they may be harmful. */
  | { kind: "quarantined"; texts: string[] }
  | { kind: "older"; name: string; from: string; to: string }
  | { kind: "yanked"; name: string; version: string; reason: string }
  | { kind: "young"; name: string; version: string; ageHours: number }
  | { kind: "similar"; name: string; other: string }
  /** The pkginfo asks for the same as before, and something else is locked. */
  | { kind: "lockAlone" }
  | { kind: "notGenerated" | "madeAgain"; texts: string[] }
  /** It imports them, and its metadata does not ask for them. */
  | { kind: "undeclared"; texts: string[] }
  | { kind: "badLock"; message: string }
  | { kind: "noLock" };

/** What a package index says of a release. */
export interface KnownRelease {
  /** When its first file was uploaded; left out where the index does not say. */
  uploaded?: Date;
  /** False, or why it is yanked: maybe nothing. */
  yanked: false | string;
  /** SHA-256 of its files, as far as the index tells. */
  hashes: ReadonlySet<string>;
  /** Whether it tells those of all of them. */
  hashesAreWhole: boolean;
}

export interface ReviewMeans {
  /** Normalised names of the packages that are kept already: well known here. */
  kept: ReadonlySet<string>;
  /**
   * What the index says: `none` where it has no such release, `quarantined` where it gives out none of the project, undefined
   * where it can't be had. Left out, it is not asked.
   */
  release?: (name: string, version: string) => Promise<KnownRelease | "none" | "quarantined" | undefined>;
  now: Date;
}

/** Releases this young have not been looked at by many; malicious ones are mostly found within days. */
const YOUNG_HOURS = 7 * 24;

/** @returns remarks in the order of their weight */
export async function review(change: PackageChange, means: ReviewMeans): Promise<Remark[]> {
  const { before, after } = change;
  const moves = movesOf(before?.locks, after.locks);
  const names = moves.flatMap(({ was, now, kind }) => (was === undefined && kind === "install" ? [now] : []));
  const dependencies = names.filter(({ name }) => name !== after.pkginfo.normalizedName);
  return [
    ...moves.flatMap(({ was, now }): Remark[] =>
      was !== undefined && compareVersions(now.version, was.version) < 0
        ? [{ kind: "older", name: now.name, from: was.version, to: now.version }]
        : [],
    ),
    ...(await indexRemarks(moves, means)),
    ...texts(
      "otherFiles",
      moves.filter(hasOtherFiles).map(({ now }) => releaseText(now)),
    ),
    ...(isLockAlone(before, after) ? [{ kind: "lockAlone" } as const] : []),
    ...similarRemarks(before === undefined ? [after.pkginfo.normalizedName] : [], names, means),
    ...texts("notGenerated", after.notGenerated),
    ...texts("madeAgain", change.madeAgain),
    ...textRemarks("run", before?.pkginfo.run, after.pkginfo.run),
    ...textRemarks("setup", lines(before?.pkginfo.setup), lines(after.pkginfo.setup)),
    ...textRemarks("apt", debianPackages(before?.pkginfo), debianPackages(after.pkginfo)),
    ...textRemarks("env", variables(before?.pkginfo), variables(after.pkginfo)),
    ...textRemarks("source", sources(before?.locks), sources(after.locks)),
    ...textRemarks("backEnd", releases(before?.locks?.buildLock), releases(after.locks?.buildLock)),
    ...texts("undeclared", change.undeclared),
    ...texts("dependency", dependencies.map(releaseText)),
    ...texts(
      "newer",
      moves.flatMap((move) => newerText(move, after.pkginfo.normalizedName)),
    ),
    ...lockRemarks(after),
  ];
}

/** Something in a lock that was not there before, or not so. */
interface Move {
  kind: "install" | "build";
  /** What the same lock had of it. */
  was: LockedPackage | undefined;
  now: LockedPackage;
  /** The locks are of the same Python: then the same release has the same files. */
  isSamePython: boolean;
}

function movesOf(before: Locks | undefined, after: Locks | undefined): Move[] {
  const isSamePython = before?.lock.python === after?.lock.python;
  const of = (kind: Move["kind"], old: Lock | undefined, present: Lock | undefined): Move[] => {
    const known = new Map(old?.packages.map((locked) => [locked.name, locked]));
    return (present?.packages ?? [])
      .map((now) => ({ kind, was: known.get(now.name), now, isSamePython }))
      .filter(({ was, now }) => was === undefined || contentText(was) !== contentText(now));
  };
  return [...of("install", before?.lock, after?.lock), ...of("build", before?.buildLock, after?.buildLock)];
}

function contentText({ version, hashes }: LockedPackage): string {
  return [version, ...hashes].join(" ");
}

function hasOtherFiles({ was, now, isSamePython }: Move): boolean {
  return was?.version === now.version && isSamePython;
}

function newerText({ was, now }: Move, subject: string): string[] {
  return was !== undefined && now.name !== subject && compareVersions(now.version, was.version) > 0
    ? [`${now.name} ${was.version} → ${now.version}`]
    : [];
}

/** Renewing a lock is fine, and so is not believed of one that was edited. */
function isLockAlone(before: PackageFiles | undefined, after: PackageFiles): boolean {
  const [old, now] = [before?.locks, after.locks];
  return (
    old !== undefined &&
    now !== undefined &&
    old.lock.inputsDigest === now.lock.inputsDigest &&
    JSON.stringify(old) !== JSON.stringify(now)
  );
}

function lockRemarks({ locks, lockFault }: PackageFiles): Remark[] {
  if (lockFault !== undefined) {
    return [{ kind: "badLock", message: lockFault }];
  }
  return locks === undefined ? [{ kind: "noLock" }] : [];
}

function texts(kind: Extract<Remark, { texts: string[] }>["kind"], found: readonly string[] = []): Remark[] {
  return textRemarks(kind, [], found);
}

function textRemarks(
  kind: Extract<Remark, { texts: string[] }>["kind"],
  before: readonly string[] = [],
  after: readonly string[] = [],
): Remark[] {
  const known = new Set(before);
  const found = [...new Set(after)].filter((text) => !known.has(text));
  return found.length === 0 ? [] : [{ kind, texts: found }];
}

function lines(text: string | false | undefined): string[] {
  return (text || "").split("\n").filter((line) => line.trim() !== "");
}

function debianPackages(pkginfo: Pkginfo | undefined): string[] {
  return [...(pkginfo?.apt ?? []), ...(pkginfo?.buildApt ?? [])];
}

function variables(pkginfo: Pkginfo | undefined): string[] {
  const { env = {}, buildEnv = {} } = pkginfo ?? {};
  return [...Object.entries(env), ...Object.entries(buildEnv)].map(([name, value]) => `${name}=${value}`);
}

function sources(locks: Locks | undefined): string[] {
  return (locks?.lock.packages ?? []).filter(({ fromSource }) => fromSource).map(releaseText);
}

function releases(lock: Lock | undefined): string[] {
  return (lock?.packages ?? []).map(releaseText);
}

function releaseText({ name, version }: Pick<LockedPackage, "name" | "version">): string {
  return `${name} ${version}`;
}

function similarRemarks(
  names: readonly string[],
  locked: readonly LockedPackage[],
  means: ReviewMeans,
): Remark[] {
  const wellKnown = new Set([...POPULAR_NAMES, ...means.kept]);
  return [...new Set([...names, ...locked.map(({ name }) => name)])].flatMap((name) => {
    const other = similarName(name, wellKnown);
    return other === undefined ? [] : [{ kind: "similar" as const, name, other }];
  });
}

/** What the index says against what is locked now and was not, or not so. */
async function indexRemarks(moves: readonly Move[], { release, now }: ReviewMeans): Promise<Remark[]> {
  if (release === undefined) {
    return [];
  }
  const asked = await Promise.all(
    // A wheel that lies beside the lock is none of the index.
    moves
      .filter(({ now: { wheel } }) => wheel === undefined)
      .map(async ({ now: locked }) => ({ locked, known: await release(locked.name, locked.version) })),
  );
  const said = (word: "none" | "quarantined") =>
    asked.filter(({ known }) => known === word).map(({ locked }) => releaseText(locked));
  const known = asked.flatMap(({ locked, known: found }) =>
    typeof found === "object" ? [{ locked, ...found }] : [],
  );
  const foreign = known.filter(
    ({ locked, hashes, hashesAreWhole }) => hashesAreWhole && locked.hashes.some((hash) => !hashes.has(hash)),
  );
  const undated = [
    ...asked.filter(({ known: found }) => found === undefined).map(({ locked }) => locked),
    ...known.filter(({ uploaded }) => uploaded === undefined).map(({ locked }) => locked),
  ];
  return [
    ...texts("quarantined", said("quarantined")),
    ...texts("unknownRelease", said("none")),
    ...texts(
      "foreignFiles",
      foreign.map(({ locked }) => releaseText(locked)),
    ),
    ...known.flatMap(({ locked: { name, version }, yanked }): Remark[] =>
      yanked === false ? [] : [{ kind: "yanked", name, version, reason: yanked }],
    ),
    ...known.flatMap(({ locked: { name, version }, uploaded }): Remark[] => {
      const ageHours =
        uploaded === undefined ? YOUNG_HOURS : (now.getTime() - uploaded.getTime()) / 3_600_000;
      return ageHours < YOUNG_HOURS ? [{ kind: "young", name, version, ageHours }] : [];
    }),
    ...texts("undated", undated.map(releaseText)),
  ];
}
