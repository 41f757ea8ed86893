import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Change } from "../diff/diff.ts";

/** Finds what a release installs among the sources of its project; the path is relative to the current folder. */
export type SourceFiles = (installed: string) => string | undefined;

/** The sources of a project may stand in its folder, or in one of that such as `src`. */
export async function sourceFilesIn(folder: string): Promise<SourceFiles> {
  const entries = await readdir(folder, { withFileTypes: true });
  const below = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
  const tops = ["", "src", "lib", ...below.map(({ name }) => name).sort()];
  const found = new Map<string, string | undefined>();
  return (installed) => {
    if (!found.has(installed)) {
      const path = tops.map((top) => join(folder, top, installed)).find((one) => existsSync(one));
      found.set(installed, path && relative(process.cwd(), path));
    }
    return found.get(installed);
  };
}

/**
 * Where an author looks at a change: where it is written now; what is gone, in the file that had it, without a line.
 *
 * @returns undefined where no file of the project is behind it any more
 */
export function placeOfChange(
  { newAt, oldAt }: Change,
  files: SourceFiles,
): { file: string; line?: number } | undefined {
  if (newAt !== undefined) {
    const file = files(newAt.file);
    return file === undefined ? undefined : { file, ...(newAt.line !== undefined && { line: newAt.line }) };
  }
  const file = oldAt === undefined ? undefined : files(oldAt.file);
  return file === undefined ? undefined : { file };
}
