import { readdir } from "node:fs/promises";
import { join } from "node:path";
import pLimit from "p-limit";
import { InputError, type InputProblem } from "../errors/input-error.ts";
import { quoted } from "../errors/quoted.ts";
import { normalizeName } from "../releases/project-name.ts";
import { versionKey } from "../releases/versions.ts";
import { PKGINFO_SUFFIX, parsePkginfo } from "./parse.ts";
import type { Pkginfo } from "./pkginfo.ts";
import { readSkippedRows, SKIPPED_FILE, type SkippedPackage } from "./skipped.ts";
import { readTextFile } from "./text-file.ts";
import { LONGEST_YAML_BYTES } from "./yaml-file.ts";

/** Folder of the files that say what is explored, in the repository's root. */
export const PKGINFO_FOLDER = "pkginfo";

/** Enough to keep a disk busy, far from the limit of open files. */
const FILES_AT_ONCE = 32;

/** Files that may stand beside the pkginfo. */
const OTHER_FILES = new Set(["README.md"]);

/**
 * Reads pkginfo/<stem>.yaml.
 *
 * @param root the repository
 * @throws InputError with every problem of the file, or when there is none
 */
export async function readPkginfo(root: string, stem: string): Promise<Pkginfo> {
  const path = checkFileName(stem);
  const text = await readTextFile(root, path, LONGEST_YAML_BYTES);
  if (text === undefined) {
    throw new InputError({ place: { file: path }, message: "there is no such file" });
  }
  return parsePkginfo(text, path);
}

/**
 * The path of a package's pkginfo.
 *
 * @throws InputError for a stem that can't be one, with a name that could
 */
export function checkFileName(stem: string): string {
  const path = `${PKGINFO_FOLDER}/${stem}${PKGINFO_SUFFIX}`;
  if (!/^[a-z0-9][^/\\\s]*$/.test(stem)) {
    throw new InputError({
      place: { file: path },
      message: `${quoted(stem + PKGINFO_SUFFIX)} can't name a file of ${PKGINFO_FOLDER}/: it has to begin with a small letter or a digit, and to hold no spaces`,
      fix: `rename it to ${nameFor(stem)}`,
    });
  }
  return path;
}

function nameFor(stem: string): string {
  const [name = "", ...version] = stem.split("@");
  const normal = normalizeName(name.trim().replaceAll(/[^\w.-]+/g, "-")).replace(/^-+|-+$/g, "");
  return [normal === "" ? "the name of the distribution" : normal, ...version].join("@") + PKGINFO_SUFFIX;
}

/**
 * Reads all of pkginfo/, sorted by stem, and checks the files against each other and against skipped.md.
 *
 * @throws InputError with every problem of every file
 */
export async function readAllPkginfo(root: string): Promise<Pkginfo[]> {
  const { pkginfos, unusable, strangers } = await readPkginfoFolder(root);
  const problems = [...strangers, ...[...unusable.values()].flat()];
  if (problems.length > 0) {
    throw new InputError(problems);
  }
  return pkginfos;
}

/** What pkginfo/ holds, of which not everything need be right. */
export interface PkginfoFolder {
  /** Sorted by stem. */
  pkginfos: Pkginfo[];
  /** Stems whose files can't be used, with what is wrong: unreadable, or about a release that another one is about already. */
  unusable: ReadonlyMap<string, readonly InputProblem[]>;
  /** What else has no place there, and what is wrong in skipped.md. */
  strangers: InputProblem[];
}

/** As {@link readAllPkginfo}, for whoever goes on with the rest where one file is wrong. */
export async function readPkginfoFolder(root: string): Promise<PkginfoFolder> {
  const { stems, problems: strangers } = await listFolder(root);
  const limit = pLimit(FILES_AT_ONCE);
  const results = await Promise.allSettled(stems.map((stem) => limit(() => readPkginfo(root, stem))));
  const read: Pkginfo[] = [];
  const unusable = new Map<string, InputProblem[]>();
  for (const [at, result] of results.entries()) {
    if (result.status === "fulfilled") {
      read.push(result.value);
    } else if (result.reason instanceof InputError) {
      unusable.set(stems[at] ?? "", [...result.reason.problems]);
    } else {
      throw result.reason;
    }
  }
  const skipped = await readSkippedRows(root);
  for (const [stem, problem] of [...sameReleases(read), ...alsoSkipped(skipped.rows, read)]) {
    unusable.set(stem, [...(unusable.get(stem) ?? []), problem]);
  }
  return {
    pkginfos: read.filter(({ stem }) => !unusable.has(stem)),
    unusable,
    strangers: [...strangers, ...skipped.problems],
  };
}

async function listFolder(root: string): Promise<{ stems: string[]; problems: InputProblem[] }> {
  const names = await readdir(join(root, PKGINFO_FOLDER)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") {
      return [];
    }
    throw error;
  });
  const seen = names.filter((name) => !(name.startsWith(".") || OTHER_FILES.has(name))).sort();
  const strangers = seen.filter((name) => !name.endsWith(PKGINFO_SUFFIX));
  return {
    stems: seen
      .filter((name) => name.endsWith(PKGINFO_SUFFIX))
      .map((name) => name.slice(0, -PKGINFO_SUFFIX.length)),
    problems: strangers.map((name) => ({
      place: { file: PKGINFO_FOLDER },
      message: `found ${quoted(name)}, expected only files that end in ${PKGINFO_SUFFIX}`,
      fix: name.endsWith(".yml") ? `rename it to end in ${PKGINFO_SUFFIX}` : "move it elsewhere",
    })),
  };
}

/** The later one of two is not used. */
function sameReleases(pkginfos: readonly Pkginfo[]): [stem: string, problem: InputProblem][] {
  const first = new Map<string, Pkginfo>();
  const problems: [string, InputProblem][] = [];
  for (const pkginfo of pkginfos) {
    const release = `${pkginfo.normalizedName} ${versionKey(pkginfo.version)}`;
    const other = first.get(release);
    if (other === undefined) {
      first.set(release, pkginfo);
      continue;
    }
    problems.push([
      pkginfo.stem,
      {
        place: { file: pkginfo.path },
        message: `${pkginfo.name} ${pkginfo.version} is also in ${other.path}`,
        fix: "remove one of the two, or give it another version",
      },
    ]);
  }
  return problems;
}

function alsoSkipped(
  skipped: readonly SkippedPackage[],
  pkginfos: readonly Pkginfo[],
): [stem: string, problem: InputProblem][] {
  return pkginfos.flatMap((pkginfo): [string, InputProblem][] => {
    const row = skipped.find((candidate) => candidate.normalizedName === pkginfo.normalizedName);
    return row === undefined
      ? []
      : [
          [
            pkginfo.stem,
            {
              place: { file: pkginfo.path },
              message: `${pkginfo.name} is also in ${SKIPPED_FILE}:${row.line}`,
              fix: "remove it from one of the two",
            },
          ],
        ];
  });
}
