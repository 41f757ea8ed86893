/** What a reviewer should look at in a pull request that adds or changes packages. */

import type { LockedPackage, Locks } from "../lock/lockfile.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { POPULAR_NAMES } from "./popular.ts";
import { similarName } from "./similar-names.ts";

/** One version of a package's files. */
export interface PackageFiles {
  pkginfo: Pkginfo;
  /** Left out where there are none that belong to the pkginfo. */
  locks?: Locks;
}

export interface PackageChange {
  stem: string;
  /** Left out for a new package. */
  before?: PackageFiles;
  after: PackageFiles;
  /** The locks are not in the pull request: they are what the check resolved, and says itself. */
  locksAreReported?: boolean;
}

/** Something to look at; texts come from the pull request. */
export type Remark =
  | { kind: "apt" | "run" | "setup" | "env"; texts: string[] }
  /** Distributions that are built from source, which runs their code with the network in reach. */
  | { kind: "source" | "backEnd"; texts: string[] }
  | { kind: "dependency"; texts: string[] }
  /** Releases whose age could not be had. */
  | { kind: "undated"; texts: string[] }
  | { kind: "young"; name: string; version: string; ageHours: number }
  | { kind: "similar"; name: string; other: string }
  | { kind: "noLock" };

export interface ReviewMeans {
  /** Normalised names of the packages that are kept already: well known here. */
  kept: ReadonlySet<string>;
  /** When a release was uploaded; undefined where that can't be had. Left out, ages are not looked at. */
  uploadTime?: (name: string, version: string) => Promise<Date | undefined>;
  now: Date;
}

/** Releases this young have not been looked at by many; malicious ones are mostly found within days. */
const YOUNG_HOURS = 7 * 24;

/** @returns remarks in the order of their weight */
export async function review(change: PackageChange, means: ReviewMeans): Promise<Remark[]> {
  const { before, after } = change;
  const added = newReleases(before?.locks, after.locks);
  const knownNames = new Set(before?.locks?.lock.packages.map(({ name }) => name));
  const newNames = added.filter(({ name }) => !knownNames.has(name));
  const dependencies = newNames.filter(({ name }) => name !== after.pkginfo.normalizedName);
  return [
    ...similarRemarks(before === undefined ? [after.pkginfo.normalizedName] : [], newNames, means),
    ...(await youngRemarks(added, means)),
    ...textRemarks("run", before?.pkginfo.run, after.pkginfo.run),
    ...textRemarks("setup", lines(before?.pkginfo.setup), lines(after.pkginfo.setup)),
    ...textRemarks("apt", before?.pkginfo.apt, after.pkginfo.apt),
    ...textRemarks("env", variables(before?.pkginfo), variables(after.pkginfo)),
    ...textRemarks("source", sources(before?.locks), sources(after.locks)),
    ...textRemarks("backEnd", releases(before?.locks?.buildLock), releases(after.locks?.buildLock)),
    ...textRemarks("dependency", [], dependencies.map(releaseText)),
    ...(after.locks === undefined ? [{ kind: "noLock" } as const] : []),
  ];
}

/** What is installed now and was not before, in this version. */
function newReleases(before: Locks | undefined, after: Locks | undefined): LockedPackage[] {
  const known = new Set(before?.lock.packages.map(releaseText));
  return (after?.lock.packages ?? []).filter((locked) => !known.has(releaseText(locked)));
}

function textRemarks(
  kind: Extract<Remark, { texts: string[] }>["kind"],
  before: readonly string[] = [],
  after: readonly string[] = [],
): Remark[] {
  const known = new Set(before);
  const texts = after.filter((text) => !known.has(text));
  return texts.length === 0 ? [] : [{ kind, texts }];
}

function lines(text: string | false | undefined): string[] {
  return (text || "").split("\n").filter((line) => line.trim() !== "");
}

function variables(pkginfo: Pkginfo | undefined): string[] {
  return Object.entries(pkginfo?.env ?? {}).map(([name, value]) => `${name}=${value}`);
}

function sources(locks: Locks | undefined): string[] {
  return (locks?.lock.packages ?? []).filter(({ fromSource }) => fromSource).map(releaseText);
}

function releases(lock: Locks["lock"] | undefined): string[] {
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

async function youngRemarks(
  added: readonly LockedPackage[],
  { uploadTime, now }: ReviewMeans,
): Promise<Remark[]> {
  if (uploadTime === undefined) {
    return [];
  }
  const dated = await Promise.all(
    added.map(async ({ name, version }) => ({ name, version, uploaded: await uploadTime(name, version) })),
  );
  const young = dated.flatMap(({ name, version, uploaded }): Remark[] => {
    const ageHours = uploaded === undefined ? YOUNG_HOURS : (now.getTime() - uploaded.getTime()) / 3_600_000;
    return ageHours < YOUNG_HOURS ? [{ kind: "young", name, version, ageHours }] : [];
  });
  const undated = dated.filter(({ uploaded }) => uploaded === undefined);
  return [...young, ...textRemarks("undated", [], undated.map(releaseText))];
}
