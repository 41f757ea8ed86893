import { isUsableFile } from "../releases/choose-release.ts";
import type { Project, Release } from "../releases/release.ts";
import { compareVersions, isFinal, seriesOf } from "../releases/versions.ts";

/** The first release of each minor version (`2.1`), each release, or each so-manyth one, counted from the newest. */
export type Every = "minor" | "patch" | number;

export interface WantedReleases {
  every: Every;
  /** The oldest and the newest version that is wanted. */
  from?: string | undefined;
  to?: string | undefined;
  /** The Pythons that are to be had. */
  pythons: readonly string[];
  /** No more than so many, the newest ones. */
  most: number;
}

/** Which releases a history is to be of, and why not others. */
export interface ChosenReleases {
  /** The oldest first. */
  versions: string[];
  /** How many pre-releases there are, and how many lie between chosen ones. */
  preReleases: number;
  between: number;
  /** Versions of releases that were withdrawn, or have no file that can be used here. */
  yanked: string[];
  unusable: string[];
  /** How many older ones were left out since there are too many. */
  tooMany: number;
}

/** Chooses the releases that a history is made of. The newest one is always among them. */
export function chooseReleases(project: Project, wanted: WantedReleases): ChosenReleases {
  const { every, from, to, pythons, most } = wanted;
  const inRange = project.releases.filter(
    ({ version }) =>
      (from === undefined || compareVersions(version, from) >= 0) &&
      (to === undefined || compareVersions(version, to) <= 0),
  );
  const final = inRange.filter(({ version }) => isFinal(version));
  const standing = final.filter(({ yanked }) => !yanked);
  const usable = standing.filter((release) => isUsable(release, pythons));
  const each = usable.filter((release, index) => isChosen(usable, release, index, every));
  const versions = each.slice(-most).map(({ version }) => version);
  return {
    versions,
    preReleases: inRange.length - final.length,
    between: usable.length - each.length,
    yanked: final.filter(({ yanked }) => yanked).map(({ version }) => version),
    unusable: standing.filter((release) => !isUsable(release, pythons)).map(({ version }) => version),
    tooMany: each.length - versions.length,
  };
}

function isUsable({ files }: Release, pythons: readonly string[]): boolean {
  return files.some((file) => !file.yanked && isUsableFile(file, pythons));
}

function isChosen(all: readonly Release[], release: Release, index: number, every: Every): boolean {
  const fromNewest = all.length - 1 - index;
  if (fromNewest === 0 || every === "patch") {
    return true;
  }
  const before = all[index - 1];
  return every === "minor"
    ? before === undefined || seriesOf(release.version) !== seriesOf(before.version)
    : fromNewest % every === 0;
}

/** Whether a project has final releases before a version, whether or not they can be had. */
export function hasEarlierRelease({ releases }: Project, first: string): boolean {
  return releases.some(({ version }) => isFinal(version) && compareVersions(version, first) < 0);
}
