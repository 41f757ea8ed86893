/**
 * Locks go from a job that makes them, in which code of packages ran, to one that may push and runs none of it.
 */

import { constants } from "node:fs";
import { copyFile, lstat, mkdir, open, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { InputError, type InputProblem } from "../errors/input-error.ts";
import { quoted } from "../errors/quoted.ts";
import { temporaryFolder } from "../exec/temporary-folder.ts";
import { writeWholeText } from "../files/whole-file.ts";
import type { LockTools } from "../lock/lock-work.ts";
import { LOCK_FILE_NAMES } from "../lock/lockfile.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { type Change, GENERATED_FILE_NAMES, generate, realFolder, withoutReturns } from "./generate.ts";
import { DOCKERFILES_FOLDER, type PackageResult } from "./generate-all.ts";

const MOST_LOCK_BYTES = 4 * 1024 ** 2;
const LOCK_NAMES: readonly string[] = Object.values(LOCK_FILE_NAMES);

/**
 * Copies the locks of packages that changed into a folder, for {@link acceptLocks}.
 *
 * @param added stems of packages that are new here, though their locks were brought along
 */
export async function collectLocks(
  root: string,
  to: string,
  results: readonly PackageResult[],
  added: ReadonlySet<string> = new Set(),
): Promise<void> {
  await mkdir(to, { recursive: true });
  // Where packages were only removed there is no lock, and an artifact can't be empty.
  await writeFile(join(to, "README"), "Locks, to be checked by the job that they are for.\n");
  for (const result of results) {
    if (!("generated" in result) || (result.generated.changes.length === 0 && !added.has(result.stem))) {
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
 * Takes locks over that were made elsewhere, by a job that ran code of packages: nothing there is believed but locks in
 * their whole grammar that are those of their pkginfo. Dockerfiles there are not looked at: they are rendered again by
 * whoever generates from the locks, with {@link toolsThatResolveNothing}.
 *
 * @param from a folder with `dockerfiles/<stem>/…`
 * @returns the locks that were not there already
 * @throws InputError with everything that has no place there; then nothing was taken over
 */
export async function acceptLocks(
  root: string,
  from: string,
  packages: readonly Pkginfo[],
): Promise<Change[]> {
  await realFolder(join(root, DOCKERFILES_FOLDER));
  const folder = join(from, DOCKERFILES_FOLDER);
  const problems: InputProblem[] = [];
  const locks: { path: string; text: string }[] = [];
  for (const stem of await names(folder)) {
    try {
      const texts = await offeredLocks(join(folder, stem), stem, packages);
      const target = join(root, DOCKERFILES_FOLDER, stem);
      await realFolder(target);
      locks.push(...Object.entries(texts).map(([name, text]) => ({ path: join(target, name), text })));
    } catch (error) {
      problems.push(...problemsOf(error));
    }
  }
  if (problems.length > 0) {
    throw new InputError(problems);
  }
  const changes = await Promise.all(locks.map(({ path, text }) => writeIfOther(path, text)));
  return changes.flatMap((change) => change ?? []);
}

/** The locks that a folder offers for a package, if they are its locks. */
async function offeredLocks(
  folder: string,
  stem: string,
  packages: readonly Pkginfo[],
): Promise<Record<string, string>> {
  const pkginfo = packages.find((known) => known.stem === stem);
  if (pkginfo === undefined) {
    throw new InputError({ message: `found a lock for ${quoted(stem)}, which is no pkginfo` });
  }
  const scratch = await temporaryFolder();
  try {
    for (const name of await names(folder)) {
      if (LOCK_NAMES.includes(name)) {
        await writeFile(join(scratch.path, name), await boundedText(join(folder, name)));
      } else if (!GENERATED_FILE_NAMES.includes(name)) {
        throw new InputError({
          message: `found ${quoted(name)} beside the lock of ${stem}, which is no part of a lock`,
        });
      }
    }
    const tools = toolsThatResolveNothing(new AbortController().signal);
    const options = { check: true, tools, log: noLog, say: () => undefined };
    const { recipe, changes } = await generate(scratch.path, pkginfo, options);
    if (recipe === undefined) {
      const why = changes.map(({ reason }) => reason).join("; ");
      throw new InputError({
        place: { file: pkginfo.path },
        message: `the lock that was handed over is not its own: ${why}`,
      });
    }
    return recipe.lockTexts;
  } finally {
    await scratch.remove();
  }
}

function noLog(): never {
  throw new Error("checking a lock opened a log");
}

async function writeIfOther(path: string, text: string): Promise<Change | undefined> {
  const present = await readFile(path, "utf8").catch(() => undefined);
  if (present !== undefined && withoutReturns(present) === text) {
    return undefined;
  }
  await mkdir(dirname(path), { recursive: true });
  await writeWholeText(path, text);
  const kind = present === undefined ? "missing" : "different";
  return { path, kind, reason: "it was locked by another job" };
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

/** A package that has no lock of its own, where nothing is resolved. */
export class UnlockedError extends InputError {
  constructor() {
    super({
      message: "its lock is missing, or not that of its pkginfo, and nothing is resolved here",
      fix: "run `./scripts/importgraph generate` and commit what it writes",
    });
  }
}

/** Tools that make no lock: where one is missing or is not that of its pkginfo, that is the package's error. */
export function toolsThatResolveNothing(signal: AbortSignal): LockTools {
  const refuse = (): never => {
    throw new UnlockedError();
  };
  return { signal, docker: refuse, base: refuse, secrets: refuse, pythons: refuse, index: refuse };
}
