/** Questions whose answers are known: bench/questions.yaml, what a store has to have for them, and what is wrong with an answer. */

import { readFile } from "node:fs/promises";
import { z } from "zod";
import { InputError, type InputProblem } from "../../errors/input-error.ts";
import { quoted } from "../../errors/quoted.ts";
import { programFile } from "../../files/home.ts";
import { historyKey, readHistoryDocument } from "../../page/history-document.ts";
import { problemsOf } from "../../pkginfo/problems.ts";
import { type DataFile, parseYamlFile } from "../../pkginfo/yaml-file.ts";
import { type Asked, askedOf, findAnswering } from "../asking/shard-choice.ts";
import type { Context } from "../context.ts";
import { lacks, patternProblems } from "./expected.ts";

const question = z.strictObject({
  /** For people. */
  question: z.string().endsWith("?"),
  /** The command line, without the store. Words that begin with `./` are paths of this repository. */
  ask: z.array(z.string()).min(1),
  /** What has to have been explored: `requests`, `attrs@25.1.0`, `python==3.13`. */
  packages: z.array(z.string()).min(1),
  /** Releases that a history has to reach back to: `click@8.1.0`. */
  history: z.array(z.string().includes("@")).default([]),
  /** What the JSON of the answer has to have, and what it may not have: a pattern each (`expected.ts`). */
  answer: z.json(),
  not: z.json().optional(),
  /** With which code the program ends. */
  exit: z.literal([0, 1]).default(0),
  /** Where the package itself says that this is right. */
  checked: z.string().min(10),
});

export type Question = z.infer<typeof question>;

/**
 * The questions of bench/questions.yaml, in their order.
 *
 * @throws InputError with every problem and its line
 */
export async function readQuestions(): Promise<Question[]> {
  const path = programFile("bench", "questions.yaml");
  return parseQuestions(await readFile(path, "utf8"), path);
}

/** @throws InputError with every problem and its line: also what is asked twice, and patterns that can't be */
export function parseQuestions(text: string, path: string): Question[] {
  const file = parseYamlFile(text, path);
  const read = z.array(question).safeParse(file.value);
  if (!read.success) {
    throw new InputError(problemsOf(read.error.issues, file, Object.keys(question.shape)));
  }
  const problems = [
    ...askedTwice(read.data, file),
    ...read.data.flatMap((one, at) => oddPatterns(one, at, file)),
  ];
  if (problems.length > 0) {
    throw new InputError(problems);
  }
  return read.data;
}

function askedTwice(questions: readonly Question[], file: DataFile): InputProblem[] {
  const lines = questions.map(({ ask }) => ask.join(" "));
  return lines.flatMap((line, at) =>
    lines.indexOf(line) === at
      ? []
      : [{ place: file.placeOf([at, "ask"]), message: `has ${quoted(line)} twice` }],
  );
}

function oddPatterns({ answer, not }: Question, at: number, file: DataFile): InputProblem[] {
  return Object.entries({ answer, not }).flatMap(([key, pattern]) =>
    patternProblems(pattern).map(({ path, message }) => ({
      place: file.placeOf([at, key, ...path]),
      message,
    })),
  );
}

/** The arguments of the program that ask a question of a store. */
export function argumentsOf({ ask: [command = "", ...words] }: Question, place: string): string[] {
  const paths = words.map((word) =>
    word.startsWith("./") ? programFile(...word.slice(2).split("/")) : word,
  );
  // Options stand before those that take several words.
  return [command, "--json", "--store", place, ...paths];
}

/** What a store would have to have for each question to be asked, as a sentence; undefined where it has it. */
export async function whatIsMissing(
  context: Context,
  questions: readonly Question[],
  place: string,
): Promise<(string | undefined)[]> {
  const releases = questions.flatMap(({ packages }) => packages.map(releaseOf));
  const asked = await askedOf(context, { store: place }, releases);
  return await Promise.all(questions.map((one) => missingFor(asked, one)));
}

function releaseOf(text: string): string {
  return text.replace("@", "==");
}

async function missingFor(asked: Asked, { packages, history }: Question): Promise<string | undefined> {
  const lacking = packages.map(releaseOf).filter((one) => findAnswering(asked, one) === undefined);
  if (lacking.length > 0) {
    return `${lacking.join(", ")} is not explored`;
  }
  for (const [name = "", version] of history.map((text) => text.split("@", 2))) {
    const document = await readHistoryDocument(asked.store, historyKey(name));
    if (!document?.releases.some((one) => one.version === version)) {
      return `no history has ${name} ${version}`;
    }
  }
  return undefined;
}

/** What is wrong with an answer, a line for each thing; empty where it is right. */
export function faultsOf({ answer, not }: Question, actual: unknown): string[] {
  const isSurplus = not !== undefined && lacks(actual, not).length === 0;
  return [...lacks(actual, answer), ...(isSurplus ? [`has ${JSON.stringify(not)}`] : [])];
}
