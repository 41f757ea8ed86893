import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { InputError } from "../../errors/input-error.ts";
import { writeWholeText } from "../../files/whole-file.ts";
import { runPackage } from "../../store/runs/record.ts";
import { sha256 } from "../../store/stored-json.ts";

/** `results.json`: what became of the packages of one job, beside the store with their shards. */

/** No job takes longer. */
export const MOST_JOB_SECONDS = 6 * 3600;

const schema = z.strictObject({
  format: z.literal(1),
  /** Which job of the plan, from 0. */
  bin: z.int().min(0).max(255),
  /** By stem; one of the plan that is missing was not reached. */
  packages: z.record(z.string(), runPackage),
  /** SHA-256 of the plan that the job worked by, where it was told. */
  plan: sha256.optional(),
  /** What the job took besides its packages; left out where it did not get so far. */
  setUpSeconds: z.number().nonnegative().max(MOST_JOB_SECONDS).optional(),
  /** Minor version of Python → digest by which its base was pulled; one that was made in the job is missing. */
  pulled: z.record(z.string(), z.string()).optional(),
});

export type BinResults = Omit<z.infer<typeof schema>, "format" | "bin">;

/** Artifacts with the results of jobs are called this and the number of the job. */
export const BIN_ARTIFACT_PREFIX = "shards-";

/** Parts of a job's folder. */
export const BIN_STORE = "store";
export const BIN_LOGS = "logs";
export const BIN_RESULTS = "results.json";

const MOST_BYTES = 256 * 1024 ** 2;

/** @param folder is there already */
export async function writeBinResults(folder: string, bin: number, results: BinResults): Promise<void> {
  const { setUpSeconds: seconds, ...others } = results;
  const setUpSeconds = seconds && Number(Math.min(Math.max(0, seconds), MOST_JOB_SECONDS).toFixed(1));
  const text = JSON.stringify({ format: 1, bin, ...others, setUpSeconds });
  await writeWholeText(join(folder, BIN_RESULTS), `${text}\n`);
}

/**
 * Reads what a job left, in which code of packages ran.
 *
 * @param plan the digest that the job has to have worked by
 * @throws InputError where it is not what {@link writeBinResults} writes
 */
export async function readBinResults(folder: string, bin: number, plan?: string): Promise<BinResults> {
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
  const { format: _format, bin: of, ...results } = parsed.data;
  if (plan !== undefined && results.plan !== plan) {
    return refuse("is of another plan than the one of this run");
  }
  return of === bin ? results : refuse(`is of job ${of}, where those of job ${bin} were expected`);
}
