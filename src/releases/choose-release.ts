import { InputError, type InputProblem } from "../errors/input-error.ts";
import { quoted } from "../errors/quoted.ts";
import { printableLine } from "../exec/printable.ts";
import { shellWord } from "../exec/shell-word.ts";
import type { Project, Release, ReleaseFile } from "./release.ts";
import { allowsPython, compareVersions, isFinal, normalizeVersion, satisfies } from "./versions.ts";
import { isWheelFor } from "./wheel-tags.ts";

/** Every Python 3 that a tag could name, for those who do not say which ones they have. */
const ANY_PYTHON: readonly string[] = Array.from({ length: 40 }, (_, minor) => `3.${minor}`);

/** Above every C library there is: whether the machine's is new enough is for the resolver to find out. */
const ANY_GLIBC = "999.0";

/**
 * Whether a file can be installed by CPython 3 on Linux with glibc, on one of these Pythons. A source distribution
 * is taken to be: what it needs shows only when it is built.
 */
export function isUsableFile(file: ReleaseFile, pythons: readonly string[] = ANY_PYTHON): boolean {
  return pythons.some(
    (python) =>
      allowsPython(file.requiresPython, python) &&
      (file.tags === undefined || isWheelFor(file.tags, python, { glibc: ANY_GLIBC })),
  );
}

/** Why nothing that is done about it would make a release of use: a row of skipped.md. */
export interface WhyUnusable {
  category: "platform" | "python";
  /** A sentence. */
  reason: string;
}

/** A release that no base image could use. */
export class UnusableReleaseError extends InputError {
  override name = "UnusableReleaseError";
  readonly version: string;
  readonly why: WhyUnusable;

  constructor(problem: InputProblem, { version }: Release, why: WhyUnusable) {
    super(problem);
    this.version = version;
    this.why = why;
  }
}

/** Limits on which release is taken. */
export interface Wanted {
  /** The Pythons that are to be had (`3.13`); every Python 3 when left out. */
  pythons?: readonly string[];
  /** A PEP 440 specifier set, such as `>=2,<3`. */
  specifier?: string;
}

/**
 * The newest final release that is not yanked and has a file for Linux; the newest pre-release where there is no
 * final one at all.
 *
 * @throws InputError saying why there is none; UnusableReleaseError where no base image could use any
 */
export function newestRelease(project: Project, wanted: Wanted = {}): Release {
  const { pythons, specifier = "" } = wanted;
  const newestFirst = project.releases.toReversed().filter(({ version }) => satisfies(specifier, version));
  const isUsable = (release: Release) => fileFor(release, pythons) !== undefined;
  const standing = newestFirst.filter((release) => !release.yanked);
  const finals = standing.filter(({ version }) => isFinal(version));
  const chosen = finals.find(isUsable) ?? standing.find(isUsable);
  if (chosen !== undefined) {
    return chosen;
  }
  const [newest] = newestFirst;
  if (newest === undefined) {
    const asked = specifier === "" ? "" : ` that is ${quoted(specifier)}`;
    throw new InputError({ message: `the package index lists no release of ${project.name}${asked}` });
  }
  throw newestFirst.some(isUsable)
    ? new InputError({ message: `every release of ${project.name} that Linux could use is yanked` })
    : unusable(project.name, newest, `${project.name}, whose newest release is ${newest.version}, has`);
}

/**
 * The release of exactly this version.
 *
 * @throws InputError for an unknown version (naming near ones) and a yanked release; UnusableReleaseError for one without a
 * file for Linux
 */
export function findRelease(project: Project, version: string): Release {
  const wanted = normalizeVersion(version);
  if (wanted === undefined) {
    throw new InputError({
      message: `${quoted(version)} is not a version of a Python distribution`,
      fix: "write an exact version as PEP 440 has it, such as 2.1.3",
    });
  }
  const release = project.releases.find((candidate) => compareVersions(candidate.version, wanted) === 0);
  if (release === undefined) {
    throw new InputError({
      message: `${project.name} has no release ${wanted}`,
      ...nearVersions(project, wanted),
    });
  }
  const name = `${project.name} ${release.version}`;
  if (release.yanked) {
    const reason =
      release.yankedReason === undefined ? "" : `: ${printableLine(release.yankedReason).slice(0, 300)}`;
    throw new InputError({
      message: `${name} is yanked, which means that its publishers have withdrawn it${reason}`,
      ...nearVersions(project, wanted),
    });
  }
  if (fileFor(release) === undefined) {
    throw unusable(project.name, release, `${name} has`);
  }
  return release;
}

function fileFor(release: Release, pythons?: readonly string[]): ReleaseFile | undefined {
  return release.files.find((file) => (release.yanked || !file.yanked) && isUsableFile(file, pythons));
}

function unusable(name: string, release: Release, subject: string): UnusableReleaseError {
  const refused = (message: string, why: WhyUnusable) =>
    new UnusableReleaseError({ message, fix: `list it in skipped.md: ${skipLine(name, why)}` }, release, why);
  const limits = new Set(release.files.flatMap((file) => file.requiresPython ?? []));
  const otherwise = release.files.some((file) => isUsableFile({ ...file, requiresPython: "" }));
  if (otherwise && limits.size > 0) {
    const needed = [...limits].map(quoted).join(" or ");
    return refused(`${subject} no file for a Python that is to be had; it asks for Python ${needed}`, {
      category: "python",
      reason: `It asks for Python ${needed}, for which there is no base image.`,
    });
  }
  const systems = new Set(release.files.flatMap((file) => file.tags?.platforms ?? []).map(systemOf));
  const only = systems.size > 0 ? `, only for ${[...systems].sort().join(", ")}` : "";
  const what = `no file that CPython 3 on Linux (x86-64, glibc) could use${only}`;
  return refused(`${subject} ${what}`, { category: "platform", reason: `It has ${what}.` });
}

/** The command that lists a distribution in skipped.md, ready for a shell. */
export function skipLine(name: string, why: { category: string; reason: string }): string {
  return `./scripts/importgraph skip ${shellWord(name)} --category ${why.category} --reason ${shellWord(printableLine(why.reason))}`;
}

function systemOf(platform: string): string {
  const known = { win: "Windows", macosx: "macOS", musllinux: "musl Linux", android: "Android", ios: "iOS" };
  const [, system] = Object.entries(known).find(([prefix]) => platform.startsWith(prefix)) ?? [];
  return system ?? (platform === "any" ? "another Python" : quoted(platform));
}

/** Releases in good standing around a version that can't be had. */
function nearVersions(project: Project, version: string): { fix?: string } {
  const standing = project.releases.filter((release) => !release.yanked).map((release) => release.version);
  const newest = standing.findLast(isFinal) ?? standing.at(-1);
  if (newest === undefined) {
    return {};
  }
  const before = standing.filter((candidate) => compareVersions(candidate, version) < 0).slice(-3);
  const after = standing.filter((candidate) => compareVersions(candidate, version) > 0).slice(0, 2);
  const near = [...before, ...after];
  return { fix: `take one of ${near.join(", ")}${near.includes(newest) ? "" : ` … ${newest} (newest)`}` };
}
