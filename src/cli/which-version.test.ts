import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { node, tinyShard } from "../shard/testing/tiny-shard.ts";
import { folderStore } from "../store/folder-store.ts";
import { type ShardEntry, updateHeads } from "../store/layout.ts";
import type { Store } from "../store/store.ts";
import { keepTinyShard } from "../store/testing/tiny-run.ts";
import { importgraphIn } from "./testing/in-process.ts";

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-versions-"));
  store = folderStore(join(folder, "out"));
  vi.stubEnv("IMPORTGRAPH_STORE", join(folder, "out"));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const importgraph = (...args: string[]) => importgraphIn(folder, args);

// biome-ignore lint/suspicious/noExplicitAny: JSON of any command
async function json(...args: string[]): Promise<any> {
  return JSON.parse((await importgraph(...args, "--json")).out);
}

const EDITIONS = ["b", "c", "a"].map((letter) => `1.9+local.${letter.repeat(12)}`);

/** Says that an edition of files of this machine was explored, so many minutes from now: it is in the head already. */
async function say(edition: ShardEntry, minutesAgo: number): Promise<void> {
  const at = new Date(Date.now() + (10 - minutesAgo) * 60_000).toISOString();
  await updateHeads(store, new Map([[`tiny@${edition.version}`, edition]]), at);
}

/** Editions of files of this machine, in the order in which they were explored. */
async function keepEditions(): Promise<ShardEntry[]> {
  const kept: ShardEntry[] = [];
  for (const [index, version] of EDITIONS.entries()) {
    const entry = await keepTinyShard(store, version);
    const edition = { ...entry, local: true };
    await say(edition, 4 - index);
    kept.push(edition);
  }
  return kept;
}

test("of several versions the newest one answers, and it is said which, and that there are others", async () => {
  for (const version of ["1.9", "1.10", "1.10rc1", "1.2"]) {
    await keepTinyShard(store, version);
  }
  const text = "tiny 1.10 answers; also here: 1.10rc1, 1.9, 1.2 (ask tiny==VERSION)";
  expect((await importgraph("show", "tiny.make")).out.split("\n").at(-1)).toBe(text);
  expect((await importgraph("show", "tiny.make", "--why")).out.split("\n").at(-1)).toBe(text);
  expect((await importgraph("names", "tiny")).said).toBe(text);
  const others = ["1.10rc1", "1.9", "1.2"].map((version) => ({
    distribution: "tiny",
    version,
    python: "3.13",
  }));
  const named = { answeredBy: { distribution: "tiny", version: "1.10", python: "3.13" }, others };
  expect(await json("show", "tiny.make")).toMatchObject({ ...named, resolution: { found: true } });
  expect(await json("names", "tiny")).toMatchObject({ ...named, names: expect.any(Array) });
  for (const question of ["imports", "uses", "requirements"]) {
    expect((await importgraph(question, "tiny")).out.split("\n").at(-1)).toBe(text);
    expect(await json(question, "tiny")).toMatchObject(named);
  }
  expect(await json("names", "tiny", "--problems")).toMatchObject({
    ...named,
    problems: [expect.anything()],
  });
  const file = join(folder, "wanted.txt");
  await writeFile(file, "tiny.make\ntiny.nothing\n");
  expect((await importgraph("coverage", file)).said).toBe(text);
  expect(await json("coverage", file)).toMatchObject({ resolved: 1, answeredBy: [named.answeredBy], others });
  await expect(importgraph("show", "tiny.nothing")).rejects.toThrow(text);
});

test("another version is asked by its number", async () => {
  for (const version of ["1.9", "2.0"]) {
    await keepTinyShard(store, version);
  }
  for (const argument of ["tiny==1.9", "Tiny==1.9.0", "tiny@1.9"]) {
    const shown = await json("show", "tiny.make", "--package", argument);
    expect(shown).toMatchObject({ answeredBy: { version: "1.9" }, others: [{ version: "2.0" }] });
    for (const question of ["names", "imports", "uses", "requirements"]) {
      expect(await json(question, argument)).toMatchObject({ answeredBy: { version: "1.9" } });
    }
    const chosen = await json("imports", "tiny.things", "--package", argument);
    expect(chosen).toMatchObject({ answeredBy: { version: "1.9" }, others: [{ version: "2.0" }] });
  }
  await expect(importgraph("names", "tiny==3")).rejects.toThrow(
    /"tiny==3" is not in[\s\S]*did you mean tiny==2\.0, tiny==1\.9\?/,
  );
});

test("of files of this machine the newest edition answers, before a release of the same version", async () => {
  await keepTinyShard(store, "1.9");
  const [first, , last] = await keepEditions();
  expect(await json("show", "tiny.make")).toMatchObject({
    answeredBy: { version: last?.version },
    others: [{ version: EDITIONS[1] }, { version: EDITIONS[0] }, { version: "1.9" }],
  });
  expect(await json("show", "tiny.make", "--package", "tiny==1.9")).toMatchObject({
    answeredBy: { version: "1.9" },
  });
  // The files are as they were at first, and somebody explored them again.
  await say(first as ShardEntry, 0);
  expect(await json("names", "tiny")).toMatchObject({ answeredBy: { version: first?.version } });
  await keepTinyShard(store, "1.10");
  expect(await json("show", "tiny.make")).toMatchObject({ answeredBy: { version: "1.10" } });
});

test("what the newest version does not have any more is not taken from an older one unasked", async () => {
  await keepTinyShard(store, "1.9");
  await keepTinyShard(store, "2.0", "tiny", {
    header: { ...tinyShard().header, requirements: [] },
    nodes: [node("tiny", "module")],
    ...{ imports: [], externals: [], entryPoints: [], uses: [], requirements: [], problems: [] },
  });
  await expect(importgraph("show", "tiny.make")).rejects.toThrow(/has no "make"[\s\S]*also here: 1\.9/);
  expect((await importgraph("show", "tiny.make", "--package", "tiny==1.9")).out).toContain("Make a thing.");
});

test("a store with one version says no more than the answer, and of what is shown whose it is", async () => {
  await keepTinyShard(store, "1.9");
  const { out } = await importgraph("show", "tiny.make");
  expect(out).not.toContain("answers");
  expect(out.split("\n").at(-1)).toBe("of tiny 1.9");
  expect((await importgraph("names", "tiny")).said).toBe("");
  expect(await json("show", "tiny.make")).toMatchObject({ answeredBy: { version: "1.9" }, others: [] });
  // The same shape as where there are others.
  expect(await json("names", "tiny")).toMatchObject({
    ...{ answeredBy: { version: "1.9" }, others: [] },
    names: expect.arrayContaining([{ name: "tiny.make", to: "tiny.make" }]),
  });
  expect(await json("names", "tiny", "--problems")).toMatchObject({
    others: [],
    problems: expect.any(Array),
  });
});

test("list tells of a package which version answers", async () => {
  await mkdir(join(folder, "pkginfo"));
  await writeFile(join(folder, "pkginfo", "tiny.yaml"), "name: tiny\nversion: '1.9'\npython: '3.13'\n");
  for (const version of ["1.9", "2.0"]) {
    await keepTinyShard(store, version);
  }
  expect((await importgraph("list")).out).toMatch(/^tiny +1\.9 +[\d.]+ k?B +2\.0: .*; also 1\.9$/);
  expect(await json("list")).toMatchObject([
    {
      stem: "tiny",
      explored: { version: "2.0" },
      answeredBy: { version: "2.0" },
      others: [{ version: "1.9" }],
      sizeBytes: expect.any(Number),
    },
  ]);
  await keepTinyShard(store, "3.0", "other");
  const rows = (await importgraph("list")).out.split("\n");
  expect(rows.at(-1)).toMatch(/^other +3\.0 +[\d.]+ k?B +11 nodes.*; not in pkginfo\/$/);
});
