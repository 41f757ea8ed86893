import { readdir } from "node:fs/promises";
import { join } from "node:path";
import pLimit from "p-limit";
import { InputError, type InputProblem } from "../errors/input-error.ts";
import { quoted } from "../errors/quoted.ts";
import { versionKey } from "../releases/versions.ts";
import { PKGINFO_SUFFIX, parsePkginfo } from "./parse.ts";
import type { Pkginfo } from "./pkginfo.ts";
import { readSkipped, SKIPPED_FILE } from "./skipped.ts";
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
  const path = `${PKGINFO_FOLDER}/${stem}${PKGINFO_SUFFIX}`;
  if (!/^[a-z0-9][^/\\\s]*$/.test(stem)) {
    throw new InputError({ message: `${quoted(stem)} can't name a file of ${PKGINFO_FOLDER}/` });
  }
  const text = await readTextFile(root, path, LONGEST_YAML_BYTES);
  if (text === undefined) {
    throw new InputError({ place: { file: path }, message: "there is no such file" });
  }
  return parsePkginfo(text, path);
}

/**
 * Reads all of pkginfo/, sorted by stem, and checks the files against each other and against skipped.md.
 *
 * @throws InputError with every problem of every file
 */
export async function readAllPkginfo(root: string): Promise<Pkginfo[]> {
  const { stems, problems } = await listFolder(root);
  const limit = pLimit(FILES_AT_ONCE);
  const results = await Promise.allSettled(stems.map((stem) => limit(() => readPkginfo(root, stem))));
  const pkginfos: Pkginfo[] = [];
  for (const result of results) {
    if (result.status === "fulfilled") {
      pkginfos.push(result.value);
    } else if (result.reason instanceof InputError) {
      problems.push(...result.reason.problems);
    } else {
      throw result.reason;
    }
  }
  problems.push(...sameReleases(pkginfos), ...(await alsoSkipped(root, pkginfos)));
  if (problems.length > 0) {
    throw new InputError(problems);
  }
  return pkginfos;
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

function sameReleases(pkginfos: readonly Pkginfo[]): InputProblem[] {
  const first = new Map<string, Pkginfo>();
  const problems: InputProblem[] = [];
  for (const pkginfo of pkginfos) {
    const release = `${pkginfo.normalizedName} ${versionKey(pkginfo.version)}`;
    const other = first.get(release);
    if (other === undefined) {
      first.set(release, pkginfo);
      continue;
    }
    problems.push({
      place: { file: pkginfo.path },
      message: `${pkginfo.name} ${pkginfo.version} is also in ${other.path}`,
      fix: "remove one of the two, or give it another version",
    });
  }
  return problems;
}

async function alsoSkipped(root: string, pkginfos: readonly Pkginfo[]): Promise<InputProblem[]> {
  const skipped = await readSkipped(root);
  return pkginfos.flatMap((pkginfo) => {
    const row = skipped.find((candidate) => candidate.normalizedName === pkginfo.normalizedName);
    return row === undefined
      ? []
      : [
          {
            place: { file: pkginfo.path },
            message: `${pkginfo.name} is also in ${SKIPPED_FILE}:${row.line}`,
            fix: "remove it from one of the two",
          },
        ];
  });
}
