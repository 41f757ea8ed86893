import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { InputError } from "./input-error.ts";

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
  const temporary = `${path}.${process.pid}.${Math.random().toString(36).slice(2, 10)}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const result = await produce(temporary);
    await rename(temporary, path);
    await syncFolder(dirname(path));
    return result;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw explained(path, error);
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

function explained(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const fix = FIXES[code];
  return fix === undefined
    ? error
    : new InputError(
        { place: { file: path }, message: `cannot be written (${code})`, fix },
        { cause: error },
      );
}
