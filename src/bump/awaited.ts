/** Why a release can't be locked yet: what it needs is not there, and would come later. */

import type { PythonRow } from "../docker/base/pythons.ts";
import type { GenerateAllOptions } from "../dockerfile/generate-all.ts";
import { choosePython, filesFor } from "../lock/choose-python.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { findRelease } from "../releases/choose-release.ts";
import { type Index, UnknownProjectError } from "../releases/index/open-index.ts";
import { holds, linuxEnvironment, type MarkerEnvironment, parseMarker } from "../releases/marker.ts";
import { normalizeName } from "../releases/project-name.ts";
import type { Release, ReleaseFile } from "../releases/release.ts";
import { type Requirement, requirementText } from "../releases/requirement.ts";
import { compareVersions, isFinal, normalizeVersion, satisfies } from "../releases/versions.ts";
import { wheelRequirements } from "../repair/lookups/names/wheel-requirements.ts";

export interface AwaitedMeans {
  index: Pick<Index, "project">;
  rows: readonly PythonRow[];
  /** What was uploaded later (RFC 3339, UTC) is not there yet. */
  notAfter: string | undefined;
  /** What a wheel asks for; undefined where it can't be read. */
  requirementsOf: RequirementsOf;
}

/** @param python such as `3.13`, on which a wheel would be installed */
export type RequirementsOf = (
  wheel: ReleaseFile,
  python: string,
) => Promise<readonly Requirement[] | undefined>;

/** Looks into wheels in a container, as into whatever is not trusted. */
export function requirementsReader({
  tools,
  openLog,
  say,
}: Pick<GenerateAllOptions, "tools" | "openLog" | "say">): RequirementsOf {
  return async (wheel, python) => {
    const [docker, base, secrets] = [
      await tools.docker(say),
      await tools.base(python, say),
      await tools.secrets(),
    ];
    const log = openLog(wheel.fileName);
    try {
      return await wheelRequirements(wheel, { docker, base, secrets, log, signal: tools.signal });
    } finally {
      await log.close();
    }
  };
}

/**
 * What of the requirements of a release only a release could satisfy that is newer than all that the index has, so that no
 * resolver finds a solution until it comes: publishers upload what belongs together in any order, and mirrors have it by and by.
 * Asked of the release's own metadata, not of what a resolver says; what its dependencies need in turn is not looked into.
 *
 * @param pkginfo with the version that is asked about
 * @returns the end of a sentence that begins with the requirement: `qt>=6.12, of which …`; undefined where nothing is awaited, or
 *   nobody can tell
 * @throws InputError where the index can't be asked
 */
export async function awaitedBy(pkginfo: Pkginfo, means: AwaitedMeans): Promise<string | undefined> {
  const { index, rows, notAfter, requirementsOf } = means;
  const release = findRelease(await index.project(pkginfo.name), pkginfo.version);
  const { python } = choosePython(pkginfo, release, rows);
  const row = rows.find((one) => one.python === python);
  const wheel = row && filesFor(release, row).find(({ kind }) => kind === "wheel");
  const requirements = wheel && (await requirementsOf(wheel, python));
  if (row === undefined || requirements === undefined) {
    return undefined;
  }
  const extra = [...pkginfo.extras, ...pkginfo.extras.map(normalizeName)];
  const environment = { ...linuxEnvironment(python), extra };
  for (const requirement of requirements.filter((one) => isAsked(one, environment))) {
    const found = lacking(requirement, await releasesOf(requirement, index), row, notAfter);
    if (found !== undefined) {
      const { marker: _, ...asked } = requirement;
      return `${requirementText(asked)}, ${found}`;
    }
  }
  return undefined;
}

function isAsked({ marker }: Requirement, environment: MarkerEnvironment): boolean {
  const read = marker === undefined ? undefined : parseMarker(marker);
  return read === undefined || holds(read, environment);
}

async function releasesOf(
  { name }: Requirement,
  index: AwaitedMeans["index"],
): Promise<readonly Release[] | undefined> {
  try {
    return (await index.project(name)).releases;
  } catch (error) {
    if (error instanceof UnknownProjectError) {
      return undefined;
    }
    throw error;
  }
}

/** What is not there yet of what a requirement allows, as the end of a sentence; undefined where it is there, or will never be. */
function lacking(
  requirement: Requirement,
  releases: readonly Release[] | undefined,
  row: PythonRow,
  notAfter: string | undefined,
): string | undefined {
  if (releases === undefined) {
    return "which the package index does not have";
  }
  const isThere = ({ uploadTime }: ReleaseFile) =>
    notAfter === undefined || uploadTime === undefined || Date.parse(uploadTime) <= Date.parse(notAfter);
  const usable = releases
    .map((release) => ({ ...release, files: filesFor(release, row) }))
    .filter(({ files }) => files.length > 0);
  const allowed = usable.filter((release) => allows(requirement, release, usable));
  if (allowed.some(({ files }) => files.some(isThere))) {
    return undefined;
  }
  const young = allowed.at(-1);
  if (young !== undefined) {
    return `of which ${young.version} is younger than the cool-down`;
  }
  const newest = usable.at(-1);
  return newest !== undefined && isAbove(requirement, usable)
    ? `of which the package index has nothing newer than ${newest.version}`
    : undefined;
}

/** As uv takes releases: yanked ones only by their exact version, pre-releases where they are asked for or there is nothing else. */
function allows({ specifier }: Requirement, release: Release, all: readonly Release[]): boolean {
  const takesEarly =
    boundsOf(specifier).some(({ version }) => !isFinal(version)) ||
    all.every(({ version }) => !isFinal(version));
  const isTaken = (!release.yanked || specifier.includes("==")) && (isFinal(release.version) || takesEarly);
  return isTaken && satisfies(specifier, release.version);
}

/** Whether a requirement begins above all there is: what it allows below that was there, or never will be. */
function isAbove({ specifier }: Requirement, all: readonly Release[]): boolean {
  return boundsOf(specifier)
    .filter(({ operator }) => ["==", ">=", ">", "~="].includes(operator))
    .some(({ operator, version }) =>
      all.every((one) => {
        const order = compareVersions(one.version, version);
        return order < 0 || (order === 0 && operator === ">");
      }),
    );
}

/** `>=1.0,!=1.3.*` → `>=` 1.0, `!=` 1.3 */
function boundsOf(specifier: string): { operator: string; version: string }[] {
  return specifier.split(",").flatMap((clause) => {
    const [, operator = "", version = ""] = /^\s*([=~!<>]+)\s*(.+?)(?:\.\*)?\s*$/.exec(clause) ?? [];
    return normalizeVersion(version) === undefined ? [] : [{ operator, version }];
  });
}
