import { readFile } from "node:fs/promises";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";
import { InputError } from "../input-error.ts";
import { type RunPackages, runPackage } from "../store/run-record.ts";

/** `results.json`: what became of the packages of one job, beside the store with their shards. */

const schema = z.strictObject({
  format: z.literal(1),
  /** Which job of the plan, from 0. */
  bin: z.int().min(0).max(255),
  /** By stem; one of the plan that is missing was not reached. */
  packages: z.record(z.string(), runPackage),
});

/** Parts of a job's folder. */
export const BIN_STORE = "store";
export const BIN_LOGS = "logs";
export const BIN_RESULTS = "results.json";

const MOST_BYTES = 256 * 1024 ** 2;

/** @param folder is there already */
export async function writeBinResults(folder: string, bin: number, packages: RunPackages): Promise<void> {
  await writeFileAtomic(join(folder, BIN_RESULTS), `${JSON.stringify({ format: 1, bin, packages })}\n`);
}

/**
 * Reads what a job left, in which code of packages ran.
 *
 * @throws InputError where it is not what {@link writeBinResults} writes
 */
export async function readBinResults(folder: string, bin: number): Promise<RunPackages> {
  const path = join(folder, BIN_RESULTS);
  const refuse = (message: string, cause?: unknown): never => {
    throw new InputError({ place: { file: path }, message }, { cause });
  };
  const bytes = await readFile(path).catch((error: unknown) => refuse("there are no results", error));
  if (bytes.length > MOST_BYTES) {
    refuse(`has ${bytes.length} bytes, and at most ${MOST_BYTES} are read`);
  }
  let content: unknown;
  try {
    content = JSON.parse(bytes.toString());
  } catch (error) {
    refuse("is not JSON: it was cut off or overwritten", error);
  }
  const parsed = schema.safeParse(content);
  if (!parsed.success) {
    return refuse(z.prettifyError(parsed.error), parsed.error);
  }
  return parsed.data.bin === bin
    ? parsed.data.packages
    : refuse(`is of job ${parsed.data.bin}, where those of job ${bin} were expected`);
}
