import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { InputError } from "../errors/input-error.ts";
import { writeWholeText } from "../files/whole-file.ts";

/** `plan.json`: what goes from the job that plans a run to those that do it, as an artifact. */

const stem = z.string().regex(/^[a-z0-9][a-z0-9.!+@_-]{0,299}$/);
const seconds = z.number().nonnegative();

const schema = z.strictObject({
  format: z.literal(1),
  /** RFC 3339. */
  startedAt: z.iso.datetime(),
  /** The stems that were asked for, or `all`. */
  selection: z.union([z.literal("all"), z.array(stem)]),
  force: z.boolean(),
  /** What the jobs are expected to take, and what the shortest way of doing it would. */
  makespanSeconds: seconds,
  lowerBoundSeconds: seconds,
  /** The packages of each job. */
  bins: z
    .array(
      z
        .array(
          z.strictObject({
            stem,
            work: z.enum(["build", "explore"]),
            reason: z.string().max(1000),
            expectedSeconds: seconds.optional(),
            isForced: z.boolean(),
          }),
        )
        .min(1),
    )
    .max(256),
});

export type PlanFile = z.infer<typeof schema>;
export type PlanFileEntry = PlanFile["bins"][number][number];

const NAME = "plan.json";
const MOST_BYTES = 64 * 1024 ** 2;

/**
 * @param folder is there already
 * @returns the SHA-256 of what was written, hexadecimal: by it other jobs know this plan again
 */
export async function writePlanFile(folder: string, plan: PlanFile): Promise<string> {
  const text = `${JSON.stringify(schema.parse(plan), undefined, 2)}\n`;
  await writeWholeText(join(folder, NAME), text);
  return sha256Of(Buffer.from(text));
}

function sha256Of(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * @param expected what {@link writePlanFile} gave, which came by another way than the file
 * @throws InputError where there is none, what is there is none, or it is another one
 */
export async function readPlanFile(folder: string, expected?: string): Promise<PlanFile> {
  const path = join(folder, NAME);
  const fix = "run the job that plans again";
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new InputError({ place: { file: path }, message: "there is no plan", fix }, { cause: error });
  });
  if (expected !== undefined && sha256Of(bytes) !== expected) {
    const message = `is another plan than the one of this run: its SHA-256 is ${sha256Of(bytes)}, expected ${expected}`;
    throw new InputError({
      place: { file: path },
      message,
      fix: "find out which job replaced the artifact, and run all jobs again",
    });
  }
  try {
    return schema.parse(JSON.parse(bytes.length <= MOST_BYTES ? bytes.toString() : ""));
  } catch (error) {
    const message = error instanceof z.ZodError ? z.prettifyError(error) : "is not JSON, or too large";
    throw new InputError({ place: { file: path }, message, fix }, { cause: error });
  }
}
