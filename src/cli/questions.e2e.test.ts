/** Questions whose answers were checked by hand, on a small store; `npm run bench -- questions` asks them of any store. */

import { cp } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { type TemporaryFolder, temporaryFolder } from "../exec/temporary-folder.ts";
import { askedStore } from "../view/testing/real-store.ts";
import { createContext } from "./context.ts";
import { runProgram } from "./testing/program-stand.ts";
import { argumentsOf, faultsOf, readQuestions, whatIsMissing } from "./testing/questions.ts";

const questions = await readQuestions();
let folder: TemporaryFolder;
let place: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  place = join(folder.path, "out");
  await cp(await askedStore(), place, { recursive: true });
});

afterEach(() => {
  vi.restoreAllMocks();
});

afterAll(() => folder?.remove());

test("the store has what all questions are about", async () => {
  const missing = await whatIsMissing(createContext(new AbortController().signal), questions, place);
  expect(missing.filter((one) => one !== undefined)).toEqual([]);
});

test.each(questions)("$question", async (one) => {
  const { out, err, code } = await runProgram(folder.path, argumentsOf(one, place));
  expect(out, err).toMatch(/^[[{]/);
  expect(faultsOf(one, JSON.parse(out))).toEqual([]);
  expect(code).toBe(one.exit);
});
