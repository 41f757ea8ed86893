/** Wheels before sources: what of a lock has to be built, and by which Python, or which later release, it would not. */

import type { PythonRow } from "../docker/base/pythons.ts";
import type { Index } from "../releases/index/open-index.ts";
import type { Project, Release, ReleaseFile } from "../releases/release.ts";
import { compareVersions, isFinal } from "../releases/versions.ts";
import { filesFor, PREFERRED_PYTHONS } from "./choose-python.ts";
import type { Lock, LockedPackage } from "./lockfile.ts";
import { pythonReleaseDate } from "./python-release.ts";

/** A dependency that is taken in a later release than those of its time, since that one has a wheel. */
export interface Lift {
  /** Normalised. */
  name: string;
  from: string;
  to: string;
  /** As of which the later release is there (RFC 3339, UTC). */
  instant: string;
}

/** What building something takes, as far as its wheels for other Pythons tell. */
export interface Forecast {
  name: string;
  version: string;
  /** The Pythons that it has wheels for on Linux, oldest first. */
  pythons: string[];
  minutes: number;
}

type Projects = Pick<Index, "project">;

/** What a lock builds besides the distribution that it is of. */
export function dependenciesToBuild({ name, packages }: Lock): LockedPackage[] {
  return packages.filter((locked) => locked.fromSource && locked.name !== name);
}

/**
 * The Python, other than a lock's, for which most of the dependencies that the lock builds have wheels; undefined where
 * none has more of them.
 *
 * @param rows those that the release can be had on as well as on the lock's Python
 */
export async function pythonWithWheels(
  lock: Lock,
  rows: readonly PythonRow[],
  index: Projects,
): Promise<string | undefined> {
  const sources = await releasesOf(dependenciesToBuild(lock), index);
  const counted = rows
    .filter(({ python }) => python !== lock.python)
    .map((row) => ({
      python: row.python,
      wheels: sources.filter(({ release }) => filesFor(release, row).some(({ kind }) => kind === "wheel"))
        .length,
    }))
    .filter(({ wheels }) => wheels > 0);
  const preference = (python: string) => {
    const at = PREFERRED_PYTHONS.indexOf(python);
    return at < 0 ? PREFERRED_PYTHONS.length : at;
  };
  return counted.sort((a, b) => b.wheels - a.wheels || preference(a.python) - preference(b.python))[0]
    ?.python;
}

/**
 * The dependencies of which a lock builds a release that is older than its Python, whose publishers make wheels, and made
 * one for this Python later: each with the first such release. What was written before a Python seldom compiles on it.
 */
export async function liftsOf(lock: Lock, row: PythonRow, index: Projects): Promise<Lift[]> {
  const sources = await releasesOf(dependenciesToBuild(lock), index);
  return sources.flatMap(({ name, project, release }): Lift[] => {
    const isOlder = Date.parse(release.uploadTime ?? "") < pythonReleaseDate(row.python).getTime();
    const later = project.releases
      .filter(({ version, yanked }) => !yanked && isFinal(version))
      .find((one) => compareVersions(one.version, release.version) > 0 && wheelOf(one, row) !== undefined);
    const uploaded = later && wheelOf(later, row)?.uploadTime;
    return isOlder && linuxWheels(release).length > 0 && later !== undefined && uploaded !== undefined
      ? [{ name, from: release.version, to: later.version, instant: secondAfter(uploaded) }]
      : [];
  });
}

/** What other distributions are compiled against, and ask for to be built: it is had as a wheel, or nothing of it is. */
export const BUILT_AGAINST: readonly string[] = ["numpy"];

/**
 * As of when what others are compiled against has a wheel for a Python that is younger than an instant. Building it only to
 * build something else takes many minutes, and what was written before a Python seldom compiles on it.
 *
 * @param asOf RFC 3339, UTC
 */
export async function buildLifts(
  asOf: string,
  row: PythonRow,
  index: Projects,
): Promise<Pick<Lift, "name" | "instant">[]> {
  if (asOf >= pythonReleaseDate(row.python).toISOString()) {
    return [];
  }
  const found = await Promise.all(
    BUILT_AGAINST.map(async (name) => {
      // An index of one's own may not have it; then nothing asks for it either.
      const project = await index.project(name).catch(() => undefined);
      const uploads = (project?.releases ?? [])
        .filter(({ version, yanked }) => !yanked && isFinal(version))
        .flatMap((release) => wheelOf(release, row)?.uploadTime ?? [])
        .sort();
      return uploads[0] === undefined ? [] : [{ name, instant: secondAfter(uploads[0]) }];
    }),
  );
  return found.flat();
}

/** Of what a lock builds, itself included, that which has wheels for other Pythons: what that may cost. */
export async function forecasts(lock: Lock, index: Projects): Promise<Forecast[]> {
  const built = await releasesOf(
    lock.packages.filter(({ fromSource }) => fromSource),
    index,
  );
  return built.flatMap(({ name, release }): Forecast[] => {
    const wheels = linuxWheels(release);
    const pythons = wheels.flatMap(({ tags }) => (tags?.pythons ?? []).flatMap(pythonOf));
    const sizes = wheels.flatMap(({ sizeBytes }) => sizeBytes ?? []);
    return pythons.length === 0
      ? []
      : [{ name, version: release.version, pythons: sorted(pythons), minutes: minutesFor(sizes) }];
  });
}

/**
 * What compiles to a megabyte took about a minute on two processors: numpy 1.19.0, 13.4 MB, 16 minutes; lxml 4.2.0,
 * 5.6 MB, 2 minutes.
 */
function minutesFor(sizesBytes: readonly number[]): number {
  return Math.max(1, Math.round(Math.max(0, ...sizesBytes) / 1024 ** 2));
}

interface LockedRelease {
  name: string;
  project: Project;
  release: Release;
}

async function releasesOf(packages: readonly LockedPackage[], index: Projects): Promise<LockedRelease[]> {
  const found = await Promise.all(
    packages.map(async ({ name, version }) => {
      const project = await index.project(name);
      const release = project.releases.find((one) => compareVersions(one.version, version) === 0);
      return release === undefined ? [] : [{ name, project, release }];
    }),
  );
  return found.flat();
}

function wheelOf(release: Release, row: PythonRow): ReleaseFile | undefined {
  return filesFor(release, row).find(({ tags }) => tags !== undefined && !tags.platforms.includes("any"));
}

function linuxWheels({ files }: Release): ReleaseFile[] {
  return files.filter(
    ({ tags }) =>
      tags?.platforms.some((name) => /^manylinux.*_x86_64$/.test(name)) &&
      tags.pythons.some((tag) => pythonOf(tag).length > 0),
  );
}

/** `cp38` → `3.8`. */
function pythonOf(tag: string): string[] {
  const [, minor] = /^cp3(\d{1,2})$/.exec(tag) ?? [];
  return minor === undefined ? [] : [`3.${minor}`];
}

function sorted(pythons: readonly string[]): string[] {
  return [...new Set(pythons)].sort(
    (a, b) => pythonReleaseDate(a).getTime() - pythonReleaseDate(b).getTime(),
  );
}

function secondAfter(instant: string): string {
  return new Date(Date.parse(instant) + 1000).toISOString().replace(/\.\d+Z$/, "Z");
}
