/** Questions whose answers are known: bench/questions.yaml, and what an answer is held against. */

import { readFile } from "node:fs/promises";
import { z } from "zod";
import { InputError } from "../../errors/input-error.ts";
import { programFile } from "../../files/home.ts";
import { problemsOf } from "../../pkginfo/problems.ts";
import { parseYamlFile } from "../../pkginfo/yaml-file.ts";

const question = z.strictObject({
  /** For people. */
  question: z.string().endsWith("?"),
  /** The command line, without the store. */
  ask: z.array(z.string()).min(2),
  /** What has to have been explored: `requests`, `attrs@25.1.0`, `python==3.13`. */
  packages: z.array(z.string()).min(1),
  /** What the JSON of the answer has to have, and what it may not have. */
  answer: z.json(),
  not: z.json().optional(),
  /** Where the package itself says that this is right. */
  checked: z.string().min(10),
});

export type Question = z.infer<typeof question>;
type Json = z.infer<ReturnType<typeof z.json>>;

/**
 * The questions of bench/questions.yaml, in their order.
 *
 * @throws InputError with every problem and its line
 */
export async function readQuestions(): Promise<Question[]> {
  const path = programFile("bench", "questions.yaml");
  const file = parseYamlFile(await readFile(path, "utf8"), path);
  const read = z.array(question).safeParse(file.value);
  if (!read.success) {
    throw new InputError(problemsOf(read.error.issues, file, Object.keys(question.shape)));
  }
  return read.data;
}

/** What is wrong with an answer, a line for each thing; empty where it is right. */
export function faultsOf({ answer, not }: Question, actual: Json): string[] {
  const lacking = has(actual, answer) ? [] : [`lacks ${JSON.stringify(answer)}`];
  const surplus = not !== undefined && has(actual, not) ? [`has ${JSON.stringify(not)}`] : [];
  return [...lacking, ...surplus];
}

/** Whether something is as it is wanted, or more: maps may have other fields, lists other elements in any order. */
export function has(actual: Json | undefined, wanted: Json): boolean {
  if (Array.isArray(wanted)) {
    return Array.isArray(actual) && wanted.every((one) => actual.some((element) => has(element, one)));
  }
  if (typeof wanted === "object" && wanted !== null) {
    const isMap = typeof actual === "object" && actual !== null && !Array.isArray(actual);
    return isMap && Object.entries(wanted).every(([name, value]) => has(actual[name], value));
  }
  return actual === wanted;
}
