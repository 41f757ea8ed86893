import type { PythonRow } from "../docker/base/pythons.ts";
import { filesFor } from "../lock/choose-python.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { normalizeName } from "../releases/project-name.ts";
import type { Project, Release } from "../releases/release.ts";
import { parseRequirement } from "../releases/requirement.ts";
import { compareVersions, isFinal, satisfies } from "../releases/versions.ts";
import { type CoolDown, tooYoung } from "./cool-down.ts";

/** A newer release that a package could be explored in, or why there is none to be proposed. */
export type Newer = { version: string } | { held: string };

/** What else decides which release is taken. */
export interface Circumstances {
  /** Versions of the same distribution that other pkginfo keep. */
  kept?: readonly string[];
  /** Versions that can't be had yet, though they are there. */
  waiting?: readonly string[];
  coolDown: CoolDown;
}

/**
 * The newest release after the one that a pkginfo names which a base image can run: not yanked, within what the pkginfo
 * asks for (its Python, `constraints` on the distribution itself), and final, unless the present one is a pre-release and
 * no final one came after it; and old enough. A version that is kept on purpose, beside another one or as of a date, is left
 * alone.
 */
export function newerRelease(
  pkginfo: Pkginfo,
  project: Project,
  rows: readonly PythonRow[],
  { kept = [], waiting = [], coolDown }: Circumstances,
): Newer {
  if (pkginfo.stem !== pkginfo.normalizedName) {
    return { held: "it is kept in this version on purpose, beside another one" };
  }
  if (pkginfo.asOf !== undefined) {
    return { held: `it is kept as of ${pkginfo.asOf}` };
  }
  const usable = rows.filter(({ python }) => pkginfo.python === undefined || pkginfo.python === python);
  const newer = project.releases
    .filter(({ version }) => compareVersions(version, pkginfo.version) > 0)
    .filter((release) => !release.yanked && isPlain(release) && !waiting.includes(release.version))
    .toReversed();
  const finals = newer.filter(({ version }) => isFinal(version));
  const candidates = finals.length > 0 || isFinal(pkginfo.version) ? finals : newer;
  if (candidates.length === 0) {
    return { held: `${pkginfo.version} is the newest${yankedText(project, pkginfo.version)}` };
  }
  const specifiers = ownSpecifiers(pkginfo);
  const allowed = candidates.filter(({ version }) =>
    specifiers.every((specifier) => satisfies(specifier, version)),
  );
  if (allowed.length === 0) {
    return { held: `its constraints don't allow ${candidates[0]?.version}` };
  }
  const fitting = allowed.filter((release) => usable.some((row) => filesFor(release, row).length > 0));
  if (fitting.length === 0) {
    const pythons = usable.map(({ python }) => python).join(", ");
    return { held: `${allowed[0]?.version} has no file for Python ${pythons}` };
  }
  const aged = fitting.map((release) => ({ release, young: tooYoung(project, release, usable, coolDown) }));
  const chosen = aged.find(({ young }) => young === undefined)?.release;
  if (chosen === undefined) {
    return { held: aged[0]?.young ?? "" };
  }
  return kept.some((version) => compareVersions(version, chosen.version) === 0)
    ? { held: `${chosen.version} is kept already, beside it` }
    : { version: chosen.version };
}

/** A local version is somebody's own build; an index has no business to offer it as a newer release. */
function isPlain({ version }: Release): boolean {
  return !version.includes("+");
}

function ownSpecifiers({ constraints, normalizedName }: Pkginfo): string[] {
  return constraints
    .map(parseRequirement)
    .filter(({ name, marker }) => normalizeName(name) === normalizedName && marker === undefined)
    .map(({ specifier }) => specifier);
}

function yankedText(project: Project, version: string): string {
  const present = project.releases.find((one) => compareVersions(one.version, version) === 0);
  return present?.yanked === true ? ", though it is yanked" : "";
}
