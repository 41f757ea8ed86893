/**
 * Locks go from a job that makes them, in which code of packages ran, to one that may push and runs none of it.
 */

import { constants } from "node:fs";
import { copyFile, lstat, mkdir, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { InputError, type InputProblem } from "../input-error.ts";
import { LOCK_FILE_NAMES, type LockKind, parseLock } from "../lock/lockfile.ts";
import type { LockTools } from "../lock/make-locks.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { quoted } from "../releases/quoted.ts";
import { GENERATED_FILE_NAMES, realFolder } from "./generate.ts";
import { DOCKERFILES_FOLDER, type PackageResult } from "./generate-all.ts";

const MOST_LOCK_BYTES = 4 * 1024 ** 2;
const KINDS = new Map<string, LockKind>([
  [LOCK_FILE_NAMES.install, "install"],
  [LOCK_FILE_NAMES.build, "build"],
]);

/** Copies the locks of packages that changed into a folder, for {@link acceptLocks}. */
export async function collectLocks(
  root: string,
  to: string,
  results: readonly PackageResult[],
): Promise<void> {
  for (const result of results) {
    if (!("generated" in result) || result.generated.changes.length === 0) {
      continue;
    }
    const { recipe } = result.generated;
    const target = join(to, DOCKERFILES_FOLDER, result.stem);
    await mkdir(target, { recursive: true });
    for (const name of Object.keys(recipe?.lockTexts ?? {})) {
      await copyFile(join(root, DOCKERFILES_FOLDER, result.stem, name), join(target, name));
    }
  }
}

/**
 * Takes locks over that were made elsewhere, by a job that ran code of packages: nothing there is believed but what the
 * grammar of locks allows. Whether a lock is that of its pkginfo is checked by whoever generates from it, with
 * {@link toolsThatResolveNothing}. Dockerfiles there are left alone, since they are rendered again.
 *
 * @param from a folder with `dockerfiles/<stem>/…`
 * @throws InputError with everything that has no place there; then nothing was taken over
 */
export async function acceptLocks(root: string, from: string, packages: readonly Pkginfo[]): Promise<number> {
  const { locks, problems } = await readLocks(
    join(from, DOCKERFILES_FOLDER),
    new Set(packages.map(({ stem }) => stem)),
  );
  if (problems.length > 0) {
    throw new InputError(problems);
  }
  await realFolder(join(root, DOCKERFILES_FOLDER));
  for (const { stem, name, text } of locks) {
    const target = join(root, DOCKERFILES_FOLDER, stem);
    await realFolder(target);
    await mkdir(target, { recursive: true });
    await writeFileAtomic(join(target, name), text);
  }
  return locks.length;
}

interface OfferedLock {
  stem: string;
  name: string;
  text: string;
}

async function readLocks(folder: string, stems: ReadonlySet<string>) {
  const locks: OfferedLock[] = [];
  const problems: InputProblem[] = [];
  for (const stem of await names(folder)) {
    if (!stems.has(stem)) {
      problems.push({ message: `found a lock for ${quoted(stem)}, which is no pkginfo` });
      continue;
    }
    for (const name of await names(join(folder, stem))) {
      try {
        locks.push(...(await readLock(folder, stem, name)));
      } catch (error) {
        problems.push(...problemsOf(error));
      }
    }
  }
  return { locks, problems };
}

async function readLock(folder: string, stem: string, name: string): Promise<OfferedLock[]> {
  const kind = KINDS.get(name);
  if (kind !== undefined) {
    const text = await boundedText(join(folder, stem, name));
    parseLock(text, `${DOCKERFILES_FOLDER}/${stem}/${name}`, kind);
    return [{ stem, name, text }];
  }
  if (!GENERATED_FILE_NAMES.includes(name)) {
    throw new InputError({
      message: `found ${quoted(name)} beside the lock of ${stem}, which is no part of a lock`,
    });
  }
  return [];
}

async function names(folder: string): Promise<string[]> {
  const found = await lstat(folder).catch(() => undefined);
  if (found === undefined) {
    return [];
  }
  await realFolder(folder);
  return (await readdir(folder)).sort();
}

async function boundedText(path: string): Promise<string> {
  const refuse = (message: string, cause?: unknown): never => {
    throw new InputError({ place: { file: path }, message }, { cause });
  };
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (error) => refuse("this is not a regular file", error),
  );
  try {
    const { size } = await file
      .stat()
      .then((stats) => (stats.isFile() ? stats : refuse("this is not a regular file")));
    return size <= MOST_LOCK_BYTES
      ? await file.readFile("utf8")
      : refuse(`this lock has ${size} bytes, and at most ${MOST_LOCK_BYTES} are accepted`);
  } finally {
    await file.close();
  }
}

function problemsOf(error: unknown): readonly InputProblem[] {
  if (!(error instanceof InputError)) {
    throw error;
  }
  return error.problems;
}

/** Tools that make no lock: where one is missing or is not that of its pkginfo, that is the package's error. */
export function toolsThatResolveNothing(signal: AbortSignal): LockTools {
  const refuse = (): never => {
    throw new InputError({
      message: "its lock is missing, or not that of its pkginfo, and nothing is resolved here",
      fix: "run `./scripts/importgraph generate` and commit what it writes",
    });
  };
  return { signal, docker: refuse, base: refuse, secrets: refuse, pythons: refuse, index: refuse };
}
