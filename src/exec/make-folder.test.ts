import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeFolder } from "./make-folder.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-make-folder-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test("a folder is made with those above it, and one that is there is left as it is", async () => {
  const path = join(folder, "a", "b", "c");
  makeFolder(path);
  makeFolder(path);
  expect((await stat(path)).isDirectory()).toBe(true);
});

test("a file in the way is told", async () => {
  await writeFile(join(folder, "file"), "");
  expect(() => makeFolder(join(folder, "file"))).toThrow("EEXIST");
  expect(() => makeFolder(join(folder, "file", "a", "b"))).toThrow("ENOTDIR");
});

test.runIf(process.platform === "linux")("where nothing can be made, it ends and says so", () => {
  expect(() => makeFolder("/proc/importgraph/a")).toThrow(/ENOENT|EACCES/);
});
