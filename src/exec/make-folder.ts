import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder, and those above it, where there are none.
 *
 * Node's own `recursive` says ENOENT where a file system can only be read, and never ends where one knows the parent and
 * makes nothing in it, as /proc.
 *
 * @throws what the system says of the uppermost folder that can't be made
 */
export function makeFolder(path: string): void {
  const refusal = tryToMake(path);
  if (refusal?.code === "ENOENT" && dirname(path) !== path) {
    makeFolder(dirname(path));
    const second = tryToMake(path);
    if (second !== undefined) {
      throw second;
    }
  } else if (refusal !== undefined) {
    throw refusal;
  }
}

function tryToMake(path: string): NodeJS.ErrnoException | undefined {
  try {
    mkdirSync(path);
  } catch (error) {
    return isFolder(path) ? undefined : (error as NodeJS.ErrnoException);
  }
  return undefined;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
