import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** What only the program's own folder has. */
const MARK = join("baseimage", "pythons.yaml");

/**
 * The program's own folder: `baseimage/`, and the sources that are read as files, such as the scripts that run in
 * containers. Found from where this code runs, which is `src/`, or an action's bundle `actions/<name>/dist/index.js`;
 * a runner checks the whole repository out for that, at the ref that a workflow names.
 */
export const programHome = findHome(import.meta.dirname);

/** The nearest folder from `start` upwards that is a program's own folder. */
export function findHome(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, MARK))) {
      return folder;
    }
    if (dirname(folder) === folder) {
      throw new Error(`importgraph is not complete: no folder above ${start} has ${MARK}`);
    }
  }
}

/** Path of one of the program's files, by its path from the program's own folder. */
export function programFile(...path: string[]): string {
  return join(programHome, ...path);
}
