/** Questions whose answers were checked by hand, on a small store; `npm run bench -- questions` asks them of any store. */

import { cp } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { type TemporaryFolder, temporaryFolder } from "../exec/temporary-folder.ts";
import { realStore } from "../view/testing/real-store.ts";
import { runProgram } from "./testing/program-stand.ts";
import { faultsOf, readQuestions } from "./testing/questions.ts";

const questions = await readQuestions();
let folder: TemporaryFolder;

beforeAll(async () => {
  folder = await temporaryFolder();
  await cp(await realStore(), join(folder.path, "out"), { recursive: true });
});

afterEach(() => {
  vi.restoreAllMocks();
});

afterAll(() => folder?.remove());

test.each(questions)("$question", async (one) => {
  const { out, err } = await runProgram(folder.path, [
    ...one.ask,
    ...["--store", join(folder.path, "out"), "--json"],
  ]);
  expect(out, err).toMatch(/^[[{]/);
  expect(faultsOf(one, JSON.parse(out))).toEqual([]);
});
