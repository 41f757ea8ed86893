import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { addToSummary, boundedMarkdown } from "./step-summary.ts";

const LIMIT = 1024 * 1024;
let folder: string;
const before = process.env.GITHUB_STEP_SUMMARY;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-page-"));
  process.env.GITHUB_STEP_SUMMARY = join(folder, "page.md");
});

afterEach(async () => {
  process.env.GITHUB_STEP_SUMMARY = before ?? "";
  await rm(folder, { recursive: true, force: true });
});

test("a page stays below GitHub's limit in bytes, however much is added, and says where the rest is", async () => {
  for (let time = 0; time < 3; time += 1) {
    await addToSummary("ü€😀 a line of the page\n".repeat(30_000), "the artifact `report`");
  }
  const page = await readFile(join(folder, "page.md"));
  expect(page.length).toBeLessThan(LIMIT);
  expect(page.length).toBeGreaterThan(LIMIT * 0.9);
  expect(page.toString()).not.toContain("\ufffd");
  expect(page.toString()).toContain("All of it is in the artifact `report`.");
});

test("what fits is kept as it is, and what is cut ends with a whole line", () => {
  expect(boundedMarkdown("one\ntwo\n", 8, "x")).toBe("one\ntwo\n");
  const lines = "abcdefghi\n".repeat(100);
  const cut = boundedMarkdown(lines, 500, "x");
  expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(500);
  expect(cut).toMatch(/^(abcdefghi\n)+abcdefghi\n\n\*\*This page is cut off/);
});
