/**
 * What the job that proposes versions, in which code of packages may have run, hands to the one that opens pull requests:
 * names and versions here, and locks beside it. Everything else is made again from those.
 */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { InputError } from "../errors/input-error.ts";
import { writeWholeText } from "../files/whole-file.ts";
import { isProjectName, normalizeName } from "../releases/project-name.ts";
import { normalizeVersion } from "../releases/versions.ts";

/** The shard of a package in its new release, where it was explored. Whoever reads it believes nothing of it. */
export function handedShardPath(folder: string, stem: string): string {
  return join(folder, "shards", `${stem}.jsonl.gz`);
}

const HAND_OVER_FILE = "bump.json";
const MOST_BYTES = 1024 ** 2;

const version = z
  .string()
  .max(200)
  .refine((text) => normalizeVersion(text) === text, "expected a normalised version");
const name = z.string().max(200).refine(isProjectName, "expected the name of a distribution");

const handOverSchema = z.strictObject({
  format: z.literal(1),
  /** Newer versions of packages that are kept. */
  bumps: z
    .array(z.strictObject({ stem: name.refine((text) => normalizeName(text) === text), to: version }))
    .max(1000),
  /** Packages of skipped.md that can be explored by now. */
  unskipped: z.array(z.strictObject({ name, version })).max(1000),
});

/** See the file's comment. */
export type HandOver = Omit<z.infer<typeof handOverSchema>, "format">;

export async function writeHandOver(folder: string, handOver: HandOver): Promise<void> {
  const text = JSON.stringify(handOverSchema.parse({ format: 1, ...handOver }), undefined, 2);
  await writeWholeText(join(folder, HAND_OVER_FILE), `${text}\n`);
}

/** @throws InputError for what is no such file */
export async function readHandOver(folder: string): Promise<HandOver> {
  const path = join(folder, HAND_OVER_FILE);
  const fail = (message: string, cause?: unknown): never => {
    throw new InputError({ place: { file: path }, message }, { cause });
  };
  const bytes = await readFile(path).catch((error: unknown) => fail("it can't be read", error));
  if (bytes.length > MOST_BYTES) {
    return fail(`it has ${bytes.length} bytes, expected at most ${MOST_BYTES}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    return fail("it is no JSON", error);
  }
  const checked = handOverSchema.safeParse(value);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    return fail(`at ${JSON.stringify(z.core.toDotPath(issue?.path ?? []))}: ${issue?.message}`);
  }
  const { bumps, unskipped } = checked.data;
  const names = [...bumps.map(({ stem }) => stem), ...unskipped.map((one) => normalizeName(one.name))];
  return new Set(names).size === names.length
    ? { bumps, unskipped }
    : fail("a package is in it more than once");
}
