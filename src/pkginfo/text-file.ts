import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../errors/input-error.ts";

/**
 * Reads a text that people write and review; undefined where there is no such file.
 *
 * @param path below `root`, as errors name it
 * @throws InputError for a link, a pipe or a folder, more bytes than allowed, and what is no UTF-8
 */
export async function readTextFile(
  root: string,
  path: string,
  longestBytes: number,
): Promise<string | undefined> {
  const full = join(root, path);
  const fail = (message: string, cause?: unknown): never => {
    throw new InputError({ place: { file: path }, message }, { cause });
  };
  // Not stat: a link in a pull request could lead to any file of the machine, and a pipe would never end.
  const found = await lstat(full).catch((error: NodeJS.ErrnoException) =>
    error.code === "ENOENT" ? undefined : fail("the file can't be read", error),
  );
  if (found === undefined) {
    return undefined;
  }
  if (!found.isFile()) {
    return fail("this is no ordinary file");
  }
  if (found.size > longestBytes) {
    return fail(`the file has ${found.size} bytes, expected at most ${longestBytes}`);
  }
  const bytes = await readFile(full).catch((error: unknown) => fail("the file can't be read", error));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    return fail("this is no UTF-8 text", error);
  }
}
