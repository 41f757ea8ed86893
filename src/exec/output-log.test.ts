import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openOutputLog } from "./output-log.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-log-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

test("the file has everything, the tail its last lines made safe", async () => {
  const log = openOutputLog(join(folder, "a", "b", "out.log"));
  await log.write("one\ntw");
  await log.write(Buffer.from("o\n\u001b[31m::error::three\n"));
  await log.close();
  expect(await readFile(log.path, "utf8")).toBe("one\ntwo\n\u001b[31m::error::three\n");
  expect(log.tail(2)).toEqual(["two", "\\x3a:error::three"]);
});

test("an earlier log is replaced", async () => {
  const path = join(folder, "out.log");
  await writeFile(path, "old");
  await openOutputLog(path).close();
  expect(await readFile(path, "utf8")).toBe("");
});

test("a flood is cut in the file, while the tail goes on", async () => {
  const log = openOutputLog(join(folder, "out.log"));
  const chunk = Buffer.alloc(1024 * 1024, "x");
  for (let megabytes = 0; megabytes < 70; megabytes += 1) {
    await log.write(chunk);
  }
  await log.write("\nlast");
  await log.close();
  const size = (await stat(log.path)).size;
  expect(size).toBeGreaterThan(64 * 1024 * 1024);
  expect(size).toBeLessThan(64 * 1024 * 1024 + 100);
  expect(log.tail(1)).toEqual(["last"]);
});

test("what could not be written is told at the end", async () => {
  const log = openOutputLog("/dev/full");
  await log.write("x");
  await expect(log.close()).rejects.toThrow(/ENOSPC/);
});

test("a log that can't be opened neither hangs nor is silent", async () => {
  const log = openOutputLog(join(folder, "is-a-folder", "out.log"));
  await log.close();
  const impossible = openOutputLog(join(folder, "is-a-folder"));
  await impossible.write("x".repeat(10_000_000));
  await expect(impossible.close()).rejects.toThrow(/EISDIR/);
});
