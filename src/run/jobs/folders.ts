import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { InputError, type InputProblem } from "../../errors/input-error.ts";
import { quoted } from "../../errors/quoted.ts";
import { BIN_LOGS, BIN_RESULTS, BIN_STORE } from "./results.ts";

/** Bounds of what one job may hand over. */
const MOST_FILES = 200_000;
const MOST_BYTES = 64 * 1024 ** 3;
const LARGEST_FILE_BYTES = 4 * 1024 ** 3;

const PARTS = new Set([BIN_STORE, BIN_LOGS, BIN_RESULTS]);

export interface BinFolders {
  /** Job of the plan → its folder, where there is one with nothing strange in it. */
  folders: Map<number, string>;
  /** What is missing or strange; those jobs count as failed. */
  faults: InputProblem[];
}

/**
 * Finds what the jobs of a plan handed over: folders `<prefix><bin>` as artifacts were unpacked. Code of packages ran
 * where they were made, so nothing of them is believed: links, strange names and too much of anything are refused.
 *
 * @param count how many jobs the plan has
 */
export async function findBinFolders(folder: string, prefix: string, count: number): Promise<BinFolders> {
  const names = await readdir(folder).catch(() => []);
  const wanted = new Map(Array.from({ length: count }, (_, bin) => [`${prefix}${bin}`, bin]));
  const faults: InputProblem[] = names
    .filter((name) => !wanted.has(name))
    .map((name) => ({ message: `found the artifact ${quoted(name)}, which is of no job of the plan` }));
  const folders = new Map<number, string>();
  for (const [name, bin] of wanted) {
    const path = join(folder, name);
    try {
      await checkTree(path);
      folders.set(bin, path);
    } catch (error) {
      if (!(error instanceof InputError)) {
        throw error;
      }
      faults.push(...error.problems);
    }
  }
  return { folders, faults };
}

/** @throws InputError for the first thing that has no place there */
async function checkTree(top: string): Promise<void> {
  const refuse = (path: string, message: string): never => {
    throw new InputError({ place: { file: path }, message, fix: "run the job again whose artifact this is" });
  };
  const found = await lstat(top).catch(() => refuse(top, "this job handed nothing over"));
  if (!found.isDirectory()) {
    refuse(top, "is no folder");
  }
  const strange = (await readdir(top)).find((name) => !PARTS.has(name));
  if (strange !== undefined) {
    refuse(top, `found ${quoted(strange)}, which has no place in a job's results`);
  }
  // Links are told as links, and not followed.
  const entries = await readdir(top, { recursive: true, withFileTypes: true });
  const tooMuch = "holds more than the results of one job can be";
  if (entries.length > MOST_FILES) {
    refuse(top, tooMuch);
  }
  let bytes = 0;
  for (const entry of entries.filter((one) => !one.isDirectory())) {
    const path = join(entry.parentPath, entry.name);
    const { size } = entry.isFile() ? await lstat(path) : refuse(path, "is no regular file");
    bytes += size;
    if (size > LARGEST_FILE_BYTES || bytes > MOST_BYTES) {
      refuse(top, tooMuch);
    }
  }
}
