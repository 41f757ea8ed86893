/** As of which instant an index is resolved. */

import { InputError } from "../errors/input-error.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import type { Project, Release, ReleaseFile } from "../releases/release.ts";
import { compareVersions, isFinal, seriesOf } from "../releases/versions.ts";
import { pythonReleaseDate } from "./python-release.ts";

const DAY = 24 * 60 * 60 * 1000;
/** A release this young is resolved against today's index, which is how its users install it. */
const YOUNG_DAYS = 2 * 365;
/** What a release needs is sometimes uploaded a little after it: a dependency of the same project, a repaired one. */
const GRACE_DAYS = 14;

/**
 * The instant (RFC 3339, UTC) as of which a release is resolved, or null for the index as it is: what the pkginfo says;
 * else nothing for a young release that is the newest of its series (`2.1`), and for any other one two weeks after its
 * upload, so that it meets the dependencies that it was made with.
 *
 * @param files of the release, those that the chosen Python may use
 * @throws InputError when the pkginfo's instant is before the release, or the index has no upload times.
 */
export function resolutionInstant(
  pkginfo: Pick<Pkginfo, "asOf" | "path" | "name" | "version">,
  project: Project,
  files: readonly ReleaseFile[],
  now: Date,
): string | null {
  const uploads = uploadTimes(files);
  if (pkginfo.asOf !== undefined) {
    const instant = instantOf(pkginfo.asOf);
    if (uploads.length === 0) {
      throw new InputError({
        place: { file: pkginfo.path },
        message: "the package index does not say when files were uploaded, so it can't be read as of a date",
        fix: "remove `as-of`, or use an index that says so (PEP 700)",
      });
    }
    if (Math.min(...uploads) >= Date.parse(instant)) {
      throw new InputError({
        place: { file: pkginfo.path },
        message: `as-of ${pkginfo.asOf} is before ${pkginfo.name} ${pkginfo.version} was uploaded (${formatInstant(Math.min(...uploads))})`,
        fix: "give a later date, or remove `as-of`",
      });
    }
    return instant;
  }
  if (uploads.length === 0) {
    return null;
  }
  const uploaded = Math.max(...uploads);
  const young = uploaded > now.getTime() - YOUNG_DAYS * DAY;
  const instant = graceAfter(uploaded);
  return (young && isNewestOfSeries(pkginfo.version, project)) || Date.parse(instant) > now.getTime()
    ? null
    : instant;
}

/**
 * The instant as of which the index is read for a lock that {@link resolutionInstant} takes from today's index, so that nothing
 * comes into it that was uploaded later; undefined where the index has to be read as it is: it does not say when files were
 * uploaded, or the release itself is younger.
 *
 * @param files of the release, those that the chosen Python may use
 * @param notAfter RFC 3339, UTC
 */
export function coolInstant(files: readonly ReleaseFile[], notAfter: string | undefined): string | undefined {
  const uploads = uploadTimes(files);
  const isOlder =
    notAfter !== undefined && uploads.length > 0 && Math.max(...uploads) <= Date.parse(notAfter);
  return isOlder ? notAfter : undefined;
}

/** When files were uploaded (milliseconds), as far as the index says so. */
export function uploadTimes(files: readonly ReleaseFile[]): number[] {
  return files.flatMap(({ uploadTime }) => (uploadTime === undefined ? [] : [Date.parse(uploadTime)]));
}

/** When what a release needs had been uploaded, too (RFC 3339, UTC). */
export function graceAfter(uploaded: string | number): string {
  return formatInstant(new Date(uploaded).getTime() + GRACE_DAYS * DAY);
}

/** An RFC 3339 instant in UTC; a date means its end. */
export function instantOf(asOf: string): string {
  return asOf.includes("T") ? formatInstant(Date.parse(asOf)) : `${asOf}T23:59:59Z`;
}

/** RFC 3339, UTC, in whole seconds. */
export function formatInstant(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}

function isNewestOfSeries(version: string, project: Project): boolean {
  return !project.releases.some(
    (other: Release) =>
      !other.yanked &&
      isFinal(other.version) &&
      seriesOf(other.version) === seriesOf(version) &&
      compareVersions(other.version, version) > 0,
  );
}

/** What translates sources into C for the Python it runs on, whose C API it has to know. */
export const COMPILERS: readonly string[] = ["cython"];

/** As of which instant compilers are taken: they are never older than the Python. */
export function compilerInstant(asOf: string, python: string): string {
  const known = graceAfter(pythonReleaseDate(python).getTime());
  return asOf < known ? known : asOf;
}

/** setuptools 46 removed `Feature`, and 58 `use_2to3`: the instants before which they were not uploaded yet. */
const LAST_SETUPTOOLS_WITH_FEATURE = "2020-03-08T00:00:00Z";
const LAST_SETUPTOOLS_WITH_2TO3 = "2021-09-05T00:00:00Z";

/**
 * As of which instant setuptools and wheel are taken, which every index holds as of which anything else is resolved; null: as of
 * today. They have to know the Python they run on, and old releases rely on what later ones removed, yet uv asks for
 * `setuptools>=40.8` (2019) where a release names no back end.
 */
export function backEndInstant(asOf: string | null, python: string): string | null {
  if (asOf === null) {
    return null;
  }
  const minor = Number(python.split(".")[1]);
  if (minor <= 9 && asOf < LAST_SETUPTOOLS_WITH_FEATURE) {
    return LAST_SETUPTOOLS_WITH_FEATURE;
  }
  // setuptools 57 still works on 3.11, and not on 3.12, which lacks pkgutil.ImpImporter.
  if (minor <= 11 && asOf < LAST_SETUPTOOLS_WITH_2TO3) {
    return LAST_SETUPTOOLS_WITH_2TO3;
  }
  return compilerInstant(asOf, python);
}
