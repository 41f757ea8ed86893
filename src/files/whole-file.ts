import { chmod, chown, link, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { systemError } from "../errors/system-error.ts";
import { makeFolder } from "../exec/make-folder.ts";
import { isMarkedProcessGone, processMark } from "../exec/process-identity.ts";

/**
 * Makes a file whole or not at all: `produce` writes beside it, and what it wrote takes the file's place when it has
 * succeeded. The folder is made where there is none.
 *
 * @throws InputError where the system refuses it, such as a full disk; what `produce` throws
 */
export async function writeWholeFile<T>(
  path: string,
  produce: (temporary: string) => Promise<T>,
): Promise<T> {
  return await placeWholeFile(path, async (temporary) => {
    const result = await produce(temporary);
    await rename(temporary, path);
    return result;
  });
}

/**
 * Makes a file whole, as {@link writeWholeFile}, unless there is one.
 *
 * @returns whether it was made; of several processes at once exactly one is told so
 */
export async function createWholeFile(
  path: string,
  produce: (temporary: string) => Promise<void>,
): Promise<boolean> {
  return await placeWholeFile(path, async (temporary) => {
    await produce(temporary);
    try {
      // Unlike rename(2), link(2) never replaces a file.
      await link(temporary, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") {
        return false;
      }
      throw error;
    } finally {
      await rm(temporary, { force: true });
    }
    return true;
  });
}

/** Writes a text as a whole file, as {@link writeWholeFile}; one that was there keeps its owner and mode. */
export async function writeWholeText(path: string, text: string): Promise<void> {
  await writeWholeFile(path, async (temporary) => {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    const before = await stat(path).catch(() => undefined);
    if (before !== undefined) {
      await chmod(temporary, before.mode & 0o7777);
      // Who may not give files away makes one of their own.
      await chown(temporary, before.uid, before.gid).catch(() => undefined);
    }
  });
}

/** The mark of the process that makes it is the first group; earlier versions had its id only. */
const UNFINISHED = /\.(?:([0-9a-f]{12}-\d+-\d*)|\d+)\.[0-9a-z]{1,8}\.tmp$/;

/** Whether a file's name is of one that is being made, or was when its process was killed. */
export function isUnfinished(name: string): boolean {
  return UNFINISHED.test(name);
}

/** Removes what processes that were killed had not finished in a folder, and with `below` in all folders in it. */
export async function removeAbandonedFiles(folder: string, { below = false } = {}): Promise<void> {
  const entries = await readdir(folder, { recursive: below, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const mark = UNFINISHED.exec(entry.name)?.[1];
    if (mark !== undefined && isMarkedProcessGone(mark)) {
      // Another process may be removing it right now, or it is in a folder that only others may change.
      await rm(join(entry.parentPath, entry.name), { force: true }).catch(() => undefined);
    }
  }
}

/** Folders that this process has looked through for what others left. */
const tidied = new Map<string, Promise<void>>();

async function tidyOnce(folder: string): Promise<void> {
  const tidying = tidied.get(folder) ?? removeAbandonedFiles(folder);
  tidied.set(folder, tidying);
  await tidying;
}

async function placeWholeFile<T>(path: string, place: (temporary: string) => Promise<T>): Promise<T> {
  const temporary = `${path}.${processMark()}.${Math.random().toString(36).slice(2, 10)}.tmp`;
  try {
    makeFolder(dirname(path));
    await tidyOnce(dirname(path));
    const result = await place(temporary);
    await syncFolder(dirname(path));
    return result;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw systemError(error, { file: path }) ?? error;
  }
}

/** The rename itself must outlive a power cut. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
