import { link, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { InputError } from "../errors/input-error.ts";

/**
 * Makes a file whole or not at all: `produce` writes beside it, and what it wrote takes the file's place when it has
 * succeeded. The folder is made where there is none.
 *
 * @throws InputError where the disk is full or may not be written to; what `produce` throws
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

const UNFINISHED = /\.\d+\.[0-9a-z]{1,8}\.tmp$/;

/** Whether a file's name is of one that is being made, or was when its process was killed. */
export function isUnfinished(name: string): boolean {
  return UNFINISHED.test(name);
}

async function placeWholeFile<T>(path: string, place: (temporary: string) => Promise<T>): Promise<T> {
  const temporary = `${path}.${process.pid}.${Math.random().toString(36).slice(2, 10)}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const result = await place(temporary);
    await syncFolder(dirname(path));
    return result;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw explainedFileError(path, error);
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

const FREE_SPACE =
  "free some space (`./scripts/importgraph images delete --all` removes package images) and run it again";
const FIXES: Readonly<Record<string, string>> = {
  ENOSPC: FREE_SPACE,
  EDQUOT: FREE_SPACE,
  EACCES: "choose a folder that you may write to",
  EROFS: "choose a folder on a disk that can be written to",
  ENOTDIR: "choose another folder: a part of this path is a file",
  EEXIST: "choose another folder: a part of this path is a file",
};

/** An error of writing a file or making a folder: where a person can mend it, with how; else as it was. */
export function explainedFileError(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const fix = FIXES[code];
  return fix === undefined
    ? error
    : new InputError(
        { place: { file: path }, message: `cannot be written (${code})`, fix },
        { cause: error },
      );
}
