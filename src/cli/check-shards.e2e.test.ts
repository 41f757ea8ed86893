/** `check` as a person calls it, on shards that are there. */

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { exploreSources } from "../check/testing/explored-sources.ts";
import { folderStore } from "../store/folder-store.ts";
import { keepTinyShard } from "../store/testing/tiny-run.ts";
import { withoutLocal } from "./asking/releases/checked-releases.ts";
import { runProgram } from "./testing/program-stand.ts";

let scratch: string;
let folder: string;
let [old, now] = ["", ""];

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "importgraph-check-"));
  await exploreSources(scratch, "def get(url, timeout=3): ...\n", "def get(url): ...\n");
  [old, now] = [join(scratch, "old.jsonl"), join(scratch, "new.jsonl")];
});

afterAll(() => rm(scratch, { recursive: true, force: true }));

beforeEach(async () => {
  folder = join(scratch, "work");
  await mkdir(folder);
  vi.stubEnv("IMPORTGRAPH_STORE", join(folder, "out"));
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const check = (...args: string[]) => runProgram(folder, ["check", ...args]);

async function configure(text: string): Promise<string> {
  const path = join(folder, "importgraph.toml");
  await writeFile(path, text);
  return path;
}

test("what breaks makes the exit code 1, what does not 0", async () => {
  const breaking = await check(now, "--against", old);
  expect(breaking.code).toBe(1);
  expect(breaking.out).toContain("acme.get  parameter removed: timeout");
  const same = await check(old, "--against", old, "--fail-on", "version");
  expect(same.code).toBe(0);
  expect(same.out).toContain("version: the release after 1.0 deserves 1.0.1 (patch)");
  expect((await check(now, "--against", old, "--fail-on", "version")).code).toBe(0);
});

test("a configuration is gone by, and what it says in vain is told beside the answer", async () => {
  const config = await configure(
    '[[suppress]]\nrule = "parameter-removed"\nname = "acme.*"\nreason = "unused"\n\n' +
      '[[suppress]]\nrule = "class-removed"\nname = "acme.Gone"\nreason = "unused"\n',
  );
  const { code, out, err } = await check(now, "--against", old, "--config", config, "--json");
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    changes: [],
    suppressed: [{ name: "acme.get", reason: "unused" }],
  });
  expect(err).toMatch(/importgraph\.toml: nothing is suppressed by class-removed of acme\.Gone/);
});

test("a project whose configuration is broken is not explored: each place is told", async () => {
  await configure('publik = []\n\n[[suppress]]\nrule = "parameter-removed"\n');
  const { code, err } = await check(folder, "--against", "1.0");
  expect(code).toBe(1);
  expect(err).toMatch(/importgraph\.toml:1:1: unknown key "publik"/);
  expect(err).toMatch(/importgraph\.toml:3:1: there is no name of item 1 of suppress/);
  expect(err).toMatch(/importgraph\.toml:3:1: there is no reason of item 1 of suppress/);
});

test("a version is that of the same distribution, and an old one than what it is compared with is told", async () => {
  const store = folderStore(join(folder, "out"));
  await keepTinyShard(store, "3.0", "pairs");
  const { out, err } = await check(now, "--against", "3.0");
  expect(out).toMatch(/^Tiny 3\.0 → 2\.0 on Python/);
  expect(err).toMatch(/the version 2\.0 is older than 3\.0.*\n.*compare it with the release before it/);
});

test("what was made of files of this machine stands for no release", () => {
  const entry = {
    ...{ name: "acme", python: "3.13", importNames: ["acme"], digest: "a".repeat(64) },
    exploredAt: "2026-11-23T09:00:00.000Z",
  };
  const local = { ...entry, version: "1.0+local.0123456789ab", local: true };
  const shards = { acme: { ...entry, version: "1.0" }, "acme@1.0+local.0123456789ab": local };
  expect(Object.keys(withoutLocal({ shards }).shards)).toEqual(["acme"]);
});

test.each<[string[], number, string]>([
  [["no-such-folder/x.whl"], 2, "there is no such file or folder"],
  [["x", "--format", "xml"], 2, "Allowed choices are text, markdown, json, sarif, github"],
  [["x", "--fail-on", "all"], 2, "Allowed choices are breaking, risky, version, nothing"],
])("%j ends with %i and tells what is wrong", async (args, code, told) => {
  expect(await check(...args)).toMatchObject({ code, err: expect.stringContaining(told) });
});

test("a shard that is not there is told", async () => {
  expect((await check(join(folder, "none.jsonl"))).err).toContain("there is no such file or folder");
  expect((await check(now, "--against", join(folder, "none.jsonl"))).err).toContain("there is no shard");
  expect((await check(now, "--against", old, "--config", join(folder, "x.toml"))).err).toContain(
    "there is no such file",
  );
});
