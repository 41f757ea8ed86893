import { isProjectName, normalizeName } from "./project-name.ts";
import { normalizeVersion } from "./versions.ts";
import type { WheelTags } from "./wheel-tags.ts";

/** What the name of a wheel or a source distribution says; name and version are normalised. */
export type FileNameParts =
  | { kind: "wheel"; normalizedName: string; version: string; tags: WheelTags }
  | { kind: "sdist"; normalizedName: string; version: string };

/** PEP 427: name, version, an optional build number, and three sets of tags. */
const WHEEL =
  /^(?<name>[\w.]+)-(?<version>[\w.!+]+)(?:-\d[\w.]*)?-(?<pythons>[\w.]+)-(?<abis>[\w.]+)-(?<platforms>[\w.]+)\.whl$/;

/** PEP 625 allows the first one only; older releases have the others. */
const SDIST = /\.(?:tar\.gz|tgz|zip|tar\.bz2|tar\.xz)$/;

/** Reads the name of a wheel; undefined where it is none. */
export function parseWheelName(fileName: string): Extract<FileNameParts, { kind: "wheel" }> | undefined {
  const { name, version, pythons, abis, platforms } = WHEEL.exec(fileName)?.groups ?? {};
  // Old tools wrote "_" for "-", as in a post-release 1.0_1.
  const normal = version && (normalizeVersion(version) ?? normalizeVersion(version.replaceAll("_", "-")));
  if (!(name && normal && pythons && abis && platforms)) {
    return undefined;
  }
  const tags = { pythons: pythons.split("."), abis: abis.split("."), platforms: platforms.split(".") };
  return { kind: "wheel", normalizedName: normalizeName(name), version: normal, tags };
}

/**
 * Reads the name of a file of a project; undefined for what is neither wheel nor source distribution of it (eggs,
 * installers, signatures).
 *
 * @param normalizedName of the project: in an older name such as `python-dateutil-2.8.tar.gz`, nothing else tells
 *   where the version begins
 */
export function parseFileName(fileName: string, normalizedName: string): FileNameParts | undefined {
  const wheel = parseWheelName(fileName);
  if (wheel !== undefined) {
    return wheel.normalizedName === normalizedName ? wheel : undefined;
  }
  const stem = fileName.replace(SDIST, "");
  for (let dash = stem.indexOf("-"); dash > 0 && stem !== fileName; dash = stem.indexOf("-", dash + 1)) {
    const name = stem.slice(0, dash);
    if (isProjectName(name) && normalizeName(name) === normalizedName) {
      const version = normalizeVersion(stem.slice(dash + 1));
      return version === undefined ? undefined : { kind: "sdist", normalizedName, version };
    }
  }
  return undefined;
}
