import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readVitestReport } from "./vitest-report.ts";

const VITEST = join(import.meta.dirname, "..", "..", "node_modules", ".bin", "vitest");

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-vitest-report-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** What another vitest says of these tests, which take what they need from its globals. */
async function countsOf(files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), text);
  }
  const report = join(folder, "report.json");
  const args = ["run", "--root", folder, "--globals", "--reporter=json", `--outputFile=${report}`];
  await new Promise((resolve) => {
    execFile(VITEST, args, resolve);
  });
  return readVitestReport(await readFile(report, "utf8"), folder);
}

test("each failure is told by its file, its name and its message", async () => {
  const counts = await countsOf({
    "sums.test.js": 'describe("sums", () => {\n  test("add", () => expect(1 + 1).toBe(3));\n});\n',
    "fine.test.js": 'test("is", () => {});\n',
  });

  expect(counts).toMatchObject({ passed: 1, failed: 1 });
  expect(counts.failures).toHaveLength(1);
  expect(counts.failures[0]).toMatch(/^sums\.test\.js › sums add\n {4}AssertionError: expected 2 to be 3/);
});

test("a file that cannot be loaded, and one whose hook fails, are failures", async () => {
  const unloadable = await countsOf({ "broken.test.js": 'throw new Error("not today");\n' });
  expect(unloadable).toMatchObject({ passed: 0, failed: 1 });
  expect(unloadable.failures[0]).toMatch(/^broken\.test\.js\n {4}(Error: )?not today/);

  const unprepared = await countsOf({
    "broken.test.js": 'beforeAll(() => { throw new Error("no engine"); });\ntest("is", () => {});\n',
  });
  expect(unprepared).toMatchObject({ passed: 0, failed: 1 });
  expect(unprepared.failures[0]).toContain("no engine");
});
