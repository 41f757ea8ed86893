import type { PythonRow } from "../docker/base/pythons.ts";
import { InputError } from "../errors/input-error.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { UnusableReleaseError } from "../releases/choose-release.ts";
import type { Release, ReleaseFile } from "../releases/release.ts";
import { allowsPython } from "../releases/versions.ts";
import { isWheelFor, type WheelTags } from "../releases/wheel-tags.ts";
import { pythonReleaseDate } from "./python-release.ts";

export interface PythonChoice {
  /** `3.13` */
  python: string;
  /** Why this one, as the end of a sentence that begins with it: "is the newest that …". */
  reason: string;
}

/** Bases that are had both ways, from a registry and from Debian's packages, before those that are not. */
export const PREFERRED_PYTHONS: readonly [string, ...string[]] = ["3.13", "3.11", "3.14", "3.9"];

/**
 * Code written without deprecated features keeps working for at least two years of Pythons (PEP 387); on a Python much
 * younger than itself a release is likely to miss something, such as `collections.Mapping` or `distutils`.
 */
const KEEPS_WORKING_MILLISECONDS = 2 * 365 * 24 * 60 * 60 * 1000;

/** How good a base is for a release, the best first. */
const FITS = [
  "compiled wheel",
  "wheel",
  "source",
  "wheel, but young Python",
  "source, but young Python",
] as const;
type Fit = (typeof FITS)[number];

interface Candidate {
  python: string;
  fit: Fit;
}

/**
 * Picks the Python that a release is explored on, from what the index says of it and nothing of this machine.
 *
 * @throws UnusableReleaseError when no base fits; InputError when the one that the pkginfo asks for does not.
 */
export function choosePython(
  pkginfo: Pick<Pkginfo, "name" | "version" | "python" | "path">,
  release: Release,
  rows: readonly PythonRow[],
): PythonChoice {
  const files = usableFiles(release);
  const what = `${pkginfo.name} ${release.version}`.trim();
  const fail = (message: string, fix: string): never => {
    throw new InputError({ place: { file: pkginfo.path }, message, fix });
  };
  const candidates = rows.flatMap((row) => candidateOf(row, files, release));
  const asked = pkginfo.python;
  if (asked !== undefined) {
    if (!rows.some((row) => row.python === asked)) {
      fail(`there is no base image with Python ${asked}`, `choose one of ${pythonsOf(rows)}`);
    }
    if (!candidates.some(({ python }) => python === asked)) {
      fail(
        `${what} can't be had on Python ${asked}: ${whyNot(files, asked)}`,
        candidates.length === 0
          ? "choose another release"
          : `choose one of ${pythonsOf(candidates)}, or remove \`python\``,
      );
    }
    return { python: asked, reason: "is what the pkginfo asks for" };
  }
  const best = candidates.sort(byPreference)[0];
  if (best === undefined) {
    const newest = rows.map(({ python }) => python).sort(newestFirst)[0] ?? "";
    const why = whyNot(files, newest);
    const message = `${what} can't be had on any of the Pythons ${pythonsOf(rows)}: ${why}`;
    const problem = { place: { file: pkginfo.path }, message, fix: "choose another release" };
    const reason = `On the Pythons of which there are base images it can't be had: ${why}.`;
    throw new UnusableReleaseError(problem, release, { category: "python", reason });
  }
  return { python: best.python, reason: reasonOf(best.fit) };
}

/** Whether a release can be had on any of these Pythons. */
export function hasPython(release: Release, rows: readonly PythonRow[]): boolean {
  return rows.some((row) => candidateOf(row, usableFiles(release), release).length > 0);
}

/** The files of a release that a Python may use, as pip and uv see it, wheels of a Linux base or the source. */
export function filesFor(release: Release, row: PythonRow): ReleaseFile[] {
  const allowed = usableFiles(release).filter((file) => allowsPython(file.requiresPython, row.python));
  const wheels = allowed.filter(
    (file) => file.tags !== undefined && isWheelFor(file.tags, row.python, { glibc: glibcOf(row) }),
  );
  return wheels.length > 0 ? wheels : allowed.filter((file) => file.kind === "sdist");
}

function candidateOf(row: PythonRow, files: readonly ReleaseFile[], release: Release): Candidate[] {
  const { python } = row;
  const found = filesFor({ ...release, files: [...files] }, row);
  if (found.length === 0) {
    return [];
  }
  const isYoung = isYoungFor(python, release);
  const compiled = found.flatMap(({ tags }) =>
    tags === undefined || tags.platforms.includes("any") ? [] : [tags],
  );
  // A wheel for the stable ABI (PEP 384) is as good on a later Python as on the one it names.
  if (compiled.some((tags) => isMadeFor(tags, python) || !isYoung)) {
    return [{ python, fit: "compiled wheel" }];
  }
  const kind = found[0]?.kind === "wheel" ? "wheel" : "source";
  return [{ python, fit: isYoung ? `${kind}, but young Python` : kind }];
}

function usableFiles(release: Release): ReleaseFile[] {
  return release.yanked ? release.files : release.files.filter((file) => !file.yanked);
}

/** Whether whoever uploaded a wheel made it on this very Python, hence tried it there. */
function isMadeFor({ pythons }: WheelTags, python: string): boolean {
  return pythons.includes(`cp${python.replace(".", "")}`);
}

function isYoungFor(python: string, release: Release): boolean {
  const uploaded =
    release.uploadTime === undefined ? Number.POSITIVE_INFINITY : Date.parse(release.uploadTime);
  return pythonReleaseDate(python).getTime() > uploaded + KEEPS_WORKING_MILLISECONDS;
}

/** Better fits first; where every Python is young for a release, the oldest is the best; else the usual order. */
function byPreference(left: Candidate, right: Candidate): number {
  const fit = FITS.indexOf(left.fit) - FITS.indexOf(right.fit);
  if (fit !== 0) {
    return fit;
  }
  if (left.fit.endsWith("young Python")) {
    return newestFirst(right.python, left.python);
  }
  return rank(left.python) - rank(right.python) || newestFirst(left.python, right.python);
}

function rank(python: string): number {
  const at = PREFERRED_PYTHONS.indexOf(python);
  return at < 0 ? PREFERRED_PYTHONS.length : at;
}

function newestFirst(left: string, right: string): number {
  return pythonReleaseDate(right).getTime() - pythonReleaseDate(left).getTime();
}

function reasonOf(fit: Fit): string {
  switch (fit) {
    case "compiled wheel":
      return "is the first choice among those with a compiled wheel";
    case "wheel":
      return "is the first choice among those that a wheel fits";
    case "source":
      return "is the first choice among those it can be built for";
    default:
      return "is the oldest offered, and the release is older still";
  }
}

function whyNot(files: readonly ReleaseFile[], python: string): string {
  const requirements = [...new Set(files.map((file) => file.requiresPython ?? ""))].filter(
    (text) => text !== "",
  );
  return files.some((file) => allowsPython(file.requiresPython, python))
    ? "it has no source distribution, and none of its wheels fits"
    : `it requires Python ${requirements.join(" or ")}`;
}

function pythonsOf(list: readonly { python: string }[]): string {
  return list.map(({ python }) => python).join(", ");
}

/** The C library of each Debian release that bases are made from; the newest of them for an unknown one. */
const GLIBC: Readonly<Record<string, string>> = { bullseye: "2.31", bookworm: "2.36", trixie: "2.41" };

function glibcOf({ debian, image }: PythonRow): string {
  const suite = debian ?? /-(bullseye|bookworm|trixie)@/.exec(image ?? "")?.[1];
  return GLIBC[suite ?? ""] ?? "2.41";
}
