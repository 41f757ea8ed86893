/** pkginfo → lock → Dockerfile: one folder of `dockerfiles/`, or a scratch folder. */

import { constants } from "node:fs";
import { copyFile, lstat, mkdir, readFile, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { InputError } from "../errors/input-error.ts";
import type { OutputLog } from "../exec/output-log.ts";
import { writeWholeText } from "../files/whole-file.ts";
import type { PythonChoice } from "../lock/choose-python.ts";
import { inputsDigest } from "../lock/inputs.ts";
import type { LocalArtifact } from "../lock/local/local-artifact.ts";
import { checkSubject, isBuildLockOf } from "../lock/lock-subject.ts";
import type { LockTools } from "../lock/lock-work.ts";
import { LOCK_FILE_NAMES, type Locks, lockText, parseLock } from "../lock/lockfile.ts";
import { makeLocks } from "../lock/make-locks.ts";
import { REPACK_SCRIPT, repackScript } from "../lock/uv/repack.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { renderDockerfile, repackedSources } from "./render.ts";

export interface GenerateOptions {
  /** Change nothing and ask nobody; only say what differs. */
  check?: boolean;
  /** Make the lock anew though its inputs are the same. */
  upgrade?: boolean;
  /** Locked instead of a release of the index; its wheel is put beside the lock. */
  artifact?: LocalArtifact;
  tools: LockTools;
  /** Opened when a lock has to be made; the caller closes it. */
  log: () => OutputLog;
  /** Gets a line before each step that takes long. */
  say: (line: string) => void;
  /** Nothing that was uploaded after this instant comes into a lock that has to be made. */
  notAfter?: string;
}

export interface Generated {
  /** Left out where there is no lock for the pkginfo as it is, and only checking was asked for. */
  recipe?: Recipe;
  /** What was written or removed; with `check`, what would have been. */
  changes: Change[];
  /** How the Python was chosen; set when a lock was made. */
  choice?: PythonChoice;
}

/** Everything that an image of a package is made from, besides its base. */
export interface Recipe {
  locks: Locks;
  /** Texts by file name: the Dockerfile, and the locks that it installs from, with the script that packs sources again. */
  dockerfile: string;
  lockTexts: Record<string, string>;
}

/** A difference between what is on the disk and what the pkginfo say. */
export interface Change {
  path: string;
  kind: "missing" | "different" | "stray";
  /** What about it, as a clause for a person. */
  reason: string;
}

export const DOCKERFILE = "Dockerfile";
const REQUIREMENTS = LOCK_FILE_NAMES.install;
export const BUILD_REQUIREMENTS = LOCK_FILE_NAMES.build;
export const GENERATED_FILE_NAMES: readonly string[] = [
  DOCKERFILE,
  REQUIREMENTS,
  BUILD_REQUIREMENTS,
  REPACK_SCRIPT,
];

type Texts = Partial<Record<string, string>>;
/** The locks that are there, if they are those of the pkginfo; else why they have to be made. */
type KeptLocks = { locks: Locks } | { stale: string };

/**
 * Brings the folder of a pkginfo up to date: keeps its lock while the resolver's inputs are the same, which asks nobody
 * and changes nothing, else makes it anew; then renders the Dockerfile. Each file is written whole or not at all, the
 * Dockerfile last.
 *
 * @throws InputError for a lock that was edited by hand; otherwise as `makeLocks`.
 */
export async function generate(
  folder: string,
  pkginfo: Pkginfo,
  options: GenerateOptions,
): Promise<Generated> {
  const { check = false, upgrade = false, artifact } = options;
  const present = await readTexts(folder);
  const kept = upgrade
    ? { stale: "renewing it was asked for" }
    : keptLocks(present, pkginfo, folder, artifact);
  if (check) {
    return await checked(folder, pkginfo, present, kept);
  }
  const made =
    "stale" in kept
      ? await makeLocks(pkginfo, { ...options, log: options.log(), ...(artifact && { artifact }) })
      : { locks: kept.locks };
  const recipe = await recipeOf(pkginfo, made.locks);
  const changes = differences(folder, present, recipe);
  options.tools.signal.throwIfAborted();
  await write(folder, recipe, changes, artifact);
  return { recipe, changes, ...("choice" in made && { choice: made.choice }) };
}

/**
 * What {@link generate} would change, without asking anybody: what is there is read, and nothing else is needed.
 *
 * @throws InputError for a lock that was edited by hand
 */
export async function checkGenerated(folder: string, pkginfo: Pkginfo): Promise<Generated> {
  const present = await readTexts(folder);
  return await checked(folder, pkginfo, present, keptLocks(present, pkginfo, folder, undefined));
}

async function checked(
  folder: string,
  pkginfo: Pkginfo,
  present: Texts,
  kept: KeptLocks,
): Promise<Generated> {
  if ("stale" in kept) {
    const kind = present[REQUIREMENTS] === undefined ? "missing" : "different";
    return { changes: [{ path: join(folder, REQUIREMENTS), kind, reason: kept.stale }] };
  }
  const recipe = await recipeOf(pkginfo, kept.locks);
  return { recipe, changes: differences(folder, present, recipe) };
}

async function readTexts(folder: string): Promise<Texts> {
  await realFolder(folder);
  const texts = await Promise.all(GENERATED_FILE_NAMES.map((name) => readIfThere(join(folder, name))));
  return Object.fromEntries(GENERATED_FILE_NAMES.map((name, at) => [name, texts[at]]));
}

/**
 * Refuses a link or a file where a folder is to be written to: a pull request could have something else overwritten.
 * Nothing being there is fine.
 *
 * @throws InputError
 */
export async function realFolder(path: string): Promise<void> {
  if ((await lstat(path).catch(() => undefined))?.isDirectory() === false) {
    throw new InputError({
      place: { file: shownPath(path) },
      message: "this is not a folder",
      fix: "delete it",
    });
  }
}

/** @throws InputError for a link: a pull request could have what it points to read, or written over. */
async function readIfThere(path: string): Promise<string | undefined> {
  try {
    const text = await readFile(path, { encoding: "utf8", flag: constants.O_RDONLY | constants.O_NOFOLLOW });
    return withoutReturns(text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") {
      return undefined;
    }
    if (code === "ELOOP" || code === "EISDIR") {
      throw new InputError({
        place: { file: shownPath(path) },
        message: "this is not a regular file",
        fix: "delete it",
      });
    }
    throw error;
  }
}

/** A text as it was generated: git may give it back with other ends of lines, as `.gitattributes` or its settings say. */
export function withoutReturns(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

function shownPath(path: string): string {
  return relative(process.cwd(), path);
}

function keptLocks(
  present: Texts,
  pkginfo: Pkginfo,
  folder: string,
  artifact: LocalArtifact | undefined,
): KeptLocks {
  const text = present[REQUIREMENTS];
  if (text === undefined) {
    return { stale: "there is no lock yet" };
  }
  const place = (name: string) => shownPath(join(folder, name));
  const lock = parseLock(text, place(REQUIREMENTS), "install", artifact !== undefined);
  const expected = inputsDigest(pkginfo, pkginfo.python ?? lock.python, artifact?.wheelDigest);
  if (lock.inputsDigest !== expected) {
    return { stale: "the pkginfo asks for something else than was locked" };
  }
  checkSubject(lock, pkginfo, place(REQUIREMENTS), artifact);
  if (!lock.packages.some(({ fromSource }) => fromSource)) {
    return { locks: { lock } };
  }
  const buildText = present[BUILD_REQUIREMENTS];
  const buildLock =
    buildText === undefined ? undefined : parseLock(buildText, place(BUILD_REQUIREMENTS), "build");
  return buildLock !== undefined && isBuildLockOf(lock, buildLock)
    ? { locks: { lock, buildLock } }
    : {
        stale: `${BUILD_REQUIREMENTS} ${buildLock === undefined ? "is missing" : "belongs to another lock"}`,
      };
}

async function recipeOf(pkginfo: Pkginfo, locks: Locks): Promise<Recipe> {
  const { lock, buildLock } = locks;
  const isRepacked = repackedSources(pkginfo, locks).length > 0;
  return {
    locks,
    dockerfile: renderDockerfile(pkginfo, locks),
    lockTexts: {
      [REQUIREMENTS]: lockText(lock, "install"),
      ...(buildLock && { [BUILD_REQUIREMENTS]: lockText(buildLock, "build") }),
      ...(isRepacked && { [REPACK_SCRIPT]: await repackScript() }),
    },
  };
}

const STRAY: Texts = {
  [BUILD_REQUIREMENTS]: "nothing is built from source",
  [REPACK_SCRIPT]: "no source is packed again",
};

function differences(folder: string, present: Texts, recipe: Recipe): Change[] {
  const wanted: Texts = { ...recipe.lockTexts, [DOCKERFILE]: recipe.dockerfile };
  return GENERATED_FILE_NAMES.flatMap((name): Change[] => {
    const path = join(folder, name);
    if (present[name] === wanted[name]) {
      return [];
    }
    if (wanted[name] === undefined) {
      return [{ path, kind: "stray", reason: STRAY[name] ?? "nothing asks for it" }];
    }
    return present[name] === undefined
      ? [{ path, kind: "missing", reason: "it is not there yet" }]
      : [{ path, kind: "different", reason: "it is not what the pkginfo and the lock give" }];
  });
}

async function write(
  folder: string,
  recipe: Recipe,
  changes: readonly Change[],
  artifact: LocalArtifact | undefined,
): Promise<void> {
  const changed = new Map(changes.map(({ path, kind }) => [path, kind]));
  if (changes.length > 0 || artifact !== undefined) {
    await mkdir(folder, { recursive: true });
  }
  if (artifact !== undefined && artifact.wheelPath !== join(folder, artifact.wheelName)) {
    await copyFile(artifact.wheelPath, join(folder, artifact.wheelName));
  }
  for (const [name, text] of [
    ...Object.entries(recipe.lockTexts),
    [DOCKERFILE, recipe.dockerfile] as const,
  ]) {
    if (changed.has(join(folder, name))) {
      await writeWholeText(join(folder, name), text);
    }
  }
  for (const [path, kind] of changed) {
    if (kind === "stray") {
      await rm(path);
    }
  }
}
