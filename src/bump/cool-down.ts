import type { PythonRow } from "../docker/base/pythons.ts";
import { countText } from "../exec/figure.ts";
import { formatInstant, uploadTimes } from "../lock/as-of.ts";
import { filesFor } from "../lock/choose-python.ts";
import type { Project, Release } from "../releases/release.ts";

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

/**
 * For how long new releases are left alone: most of those that do harm, or are withdrawn, are found out within days (Dependabot's
 * `cooldown`, Renovate's `minimumReleaseAge`).
 */
export interface CoolDown {
  /** 0: releases are taken as soon as they are there. */
  days: number;
  /** When the command began, the same for all packages. */
  now: Date;
}

/** What is young enough for most harm to be found out in it. */
export const DEFAULT_COOL_DOWN_DAYS = 3;

/** Nothing that was uploaded after this instant (RFC 3339, UTC) is taken; undefined where anything is. */
export function notAfter({ days, now }: CoolDown): string | undefined {
  return days === 0 ? undefined : formatInstant(now.getTime() - days * DAY);
}

/**
 * Why a release is not taken yet, as a sentence; undefined where it is old enough. It is as old as the youngest of the files that
 * the Pythons could use: that is what is installed, and a file may be added to an old release.
 *
 * Where the index tells no upload time of any file of the project, as an index of one's own often does, every release of it is
 * old enough: its age will never be known, and holding it for ever would help nobody. Where it tells those of others only, the
 * one without waits, as uv has it, too: a file of unknown age does not pass for an old one.
 */
export function tooYoung(
  project: Project,
  release: Release,
  rows: readonly PythonRow[],
  { days, now }: CoolDown,
): string | undefined {
  if (days === 0 || project.releases.every(({ uploadTime }) => uploadTime === undefined)) {
    return undefined;
  }
  const uploads = uploadTimes(rows.flatMap((row) => filesFor(release, row)));
  if (uploads.length === 0) {
    return `of ${release.version} the package index does not tell when it was uploaded, as it does of other releases`;
  }
  const uploaded = Math.max(...uploads);
  const age = now.getTime() - uploaded;
  return age >= days * DAY
    ? undefined
    : `${release.version} is ${ageText(age)} old, and can be taken from ${formatInstant(uploaded + days * DAY)} on (--cool-down ${days})`;
}

/** The clock of an index may be ahead. */
function ageText(milliseconds: number): string {
  const [count, unit] =
    milliseconds < 2 * DAY
      ? [Math.max(0, Math.floor(milliseconds / HOUR)), "hour"]
      : [Math.floor(milliseconds / DAY), "day"];
  return countText(count, unit);
}
