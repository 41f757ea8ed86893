import { stat } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { InputError } from "../../errors/input-error.ts";
import { quoted } from "../../errors/quoted.ts";
import { readTextFile } from "../../pkginfo/text-file.ts";
import { linuxEnvironment } from "../../releases/marker.ts";
import { type ChosenPins, choosePins, type LeftOut, type LockFile } from "./lock.ts";
import { readPipfileLock } from "./pipfile-lock.ts";
import { readPoetryLock } from "./poetry-lock.ts";
import { readPylock } from "./pylock-lock.ts";
import { type ReadLockText, readRequirements } from "./requirements-lock.ts";
import { readUvLock } from "./uv-lock.ts";

/** What is installed for a project, by its lock. */
export interface ProjectLock extends ChosenPins {
  /** From the project's folder. */
  file: string;
  leftOut: readonly LeftOut[];
  /** Names that the project itself asks for; undefined where the lock does not tell. */
  direct?: ReadonlySet<string>;
}

/** Largest lock taken. The largest of known projects have about 5 MB. */
export const LONGEST_LOCK_BYTES = 32 * 1024 * 1024;

/** The locks that are looked for, in this order: the first one that is there. */
const KNOWN = ["uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock", "requirements.txt"] as const;

/**
 * Reads the lock of a project: the exact versions that are installed with a Python on Linux, x86-64.
 *
 * @param folder of the project
 * @param path another lock, from the current folder; by its name it is told of which format
 * @param python such as `3.13`
 * @throws InputError where there is none, or it is broken
 */
export async function readProjectLock(
  folder: string,
  path: string | undefined,
  python: string,
): Promise<ProjectLock> {
  const [root, name] =
    path === undefined ? [folder, await findLock(folder)] : [dirname(path), basename(path)];
  const shown = relative(folder, join(root, name)) || name;
  const lock = await lockNamed(name, (file) => readTextFile(root, file, LONGEST_LOCK_BYTES), python);
  if (lock === undefined) {
    throw new InputError({ message: `there is no lock ${quoted(path ?? name)}`, fix: MAKING });
  }
  if (lock.pins.length === 0 && lock.leftOut.some(({ why }) => why === "no exact version")) {
    throw new InputError({
      place: { file: shown },
      message: "no line has an exact version (`==`), so nothing tells what is installed",
      fix: MAKING,
    });
  }
  return { ...lock, file: shown };
}

/**
 * Reads a lock that may be anywhere, as in a commit.
 *
 * @param name of the file, which tells of which format it is
 * @param read of the folder that it is in: what it leads to may be there, too
 * @returns undefined where there is no such file
 * @throws InputError where it is broken, or no name of a lock
 */
export async function lockNamed(
  name: string,
  read: ReadLockText,
  python: string,
): Promise<ProjectLock | undefined> {
  const lock = await readLock(name, read, python);
  if (lock === undefined) {
    return undefined;
  }
  const { direct, leftOut } = lock;
  const chosen = choosePins(lock, linuxEnvironment(python));
  return { ...chosen, file: name, leftOut, ...(direct !== undefined && { direct }) };
}

const MAKING =
  "make one: `uv lock`, `uv export --format pylock.toml -o pylock.toml`, `poetry lock`, `pipenv lock`, or, where it is installed, `pip freeze >requirements.txt`; another file is named by --lock";

async function findLock(folder: string): Promise<string> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) {
    throw new InputError({
      message: `${quoted(folder)} is no folder`,
      fix: "give the folder of the project, the one that has its lock",
    });
  }
  for (const name of KNOWN) {
    const isThere = await stat(join(folder, name)).then(
      () => true,
      () => false,
    );
    if (isThere) {
      return name;
    }
  }
  throw new InputError({
    place: { file: folder },
    message: `there is no lock here: none of ${KNOWN.join(", ")}`,
    fix: MAKING,
  });
}

async function readLock(name: string, read: ReadLockText, python: string): Promise<LockFile | undefined> {
  if (/\.(txt|in)$/.test(name)) {
    return (await read(name)) === undefined ? undefined : await readRequirements(read, name);
  }
  const format = formatOf(name);
  const text = await read(name);
  return text === undefined ? undefined : format(text, name, python);
}

/** https://peps.python.org/pep-0751/#file-name: a pylock may have a name of its own, as in pylock.dev.toml. */
function formatOf(name: string): (text: string, file: string, python: string) => LockFile {
  if (/^pylock(\.[^.]+)?\.toml$/.test(name)) {
    return readPylock;
  }
  switch (name) {
    case "uv.lock":
      return (text, file, python) => readUvLock(text, file, linuxEnvironment(python));
    case "poetry.lock":
      return readPoetryLock;
    case "Pipfile.lock":
      return readPipfileLock;
    default:
      throw new InputError({
        message: `found the lock ${quoted(name)}, expected one of ${KNOWN.join(", ")}, or another name that ends in .txt`,
        fix: "name the file as the program does that wrote it",
      });
  }
}
