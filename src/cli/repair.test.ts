import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { UsageError } from "../errors/usage-error.ts";
import { importgraphIn } from "./testing/in-process.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-repair-"));
});

afterAll(() => rm(folder, { recursive: true }));

test.for([
  [[], "name the packages to repair"],
  [["six", "--run", "2026-11-29"], "give it with --all-failed"],
  [["--all"], "--all is for --minimise"],
  [["six", "--tries", "none"], "--tries takes a whole number"],
  [["six", "--minutes", "0"], "--minutes takes a whole number"],
  [["python==3.13"], "has no pkginfo that could be repaired"],
  [["./six-1.0.tar.gz"], "there is no such file or folder"],
  [["--all-failed", "--store", "STORE"], "has no run"],
  [["--all-failed", "--run", "yesterday", "--store", "STORE"], "is not the id of a run"],
] as const)("repair %j says what is wrong", async ([args, expected]) => {
  const given = ["repair", ...args.map((arg) => (arg === "STORE" ? join(folder, "store") : arg))];
  const asked = importgraphIn(folder, given);
  await expect(asked).rejects.toThrow(expected);
  await expect(asked).rejects.not.toThrow(TypeError);
  await asked.catch((error) => expect([UsageError.name, "InputError"]).toContain(error.name));
});
