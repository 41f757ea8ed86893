import { appendFile, cp, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { generate } from "../dockerfile/generate.ts";
import { inputsDigest } from "../lock/inputs.ts";
import type { LockTools } from "../lock/lock-work.ts";
import { lockText } from "../lock/lockfile.ts";
import { readAllPkginfo, readPkginfo } from "../pkginfo/read-folder.ts";
import { folderStore } from "../store/folder-store.ts";
import { keyObjectKey, recordExplored, type ShardEntry, shardObjectKey } from "../store/layout.ts";
import type { RunPackage } from "../store/runs/record.ts";
import type { Store } from "../store/store.ts";
import { completeTinyRun } from "../store/testing/tiny-run.ts";
import { keySources } from "./package-keys.ts";
import { hasWork, makePlan, type PlannedWork, type PlanOptions } from "./plan.ts";

const program = resolve(import.meta.dirname, "..", "..");
/** What keys are made from. */
const PROGRAM_PARTS = [
  ...["Dockerfile", "requirements.txt", "pythons.yaml"].map((name) => `baseimage/${name}`),
  ...["baseimage/explorer/importgraph_explorer", "src/explore", "src/shard"],
];
const DIGEST = "d".repeat(64);

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-plan-"));
  store = folderStore(join(folder, "store"));
  for (const part of PROGRAM_PARTS) {
    await cp(join(program, part), join(folder, "home", part), { recursive: true });
  }
  await write("alpha", "");
  await write("beta", "memory: 1g\n");
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function refuse(): never {
  throw new Error("a plan asks nobody");
}

const tools: LockTools = {
  signal: new AbortController().signal,
  ...{ docker: refuse, base: refuse, secrets: refuse, pythons: refuse, index: refuse },
};

/** Writes a pkginfo, and the lock and Dockerfile that belong to it. */
async function write(
  stem: string,
  more: string,
  locked: { version?: string; hash?: string } = {},
): Promise<void> {
  const { version = "1.0", hash = "a" } = locked;
  await mkdir(join(folder, "pkginfo"), { recursive: true });
  await writeFile(join(folder, "pkginfo", `${stem}.yaml`), `name: ${stem}\nversion: "${version}"\n${more}`);
  const pkginfo = await readPkginfo(folder, stem);
  const python = pkginfo.python ?? "3.13";
  const lock = {
    ...{ name: stem, version, python, asOf: null, inputsDigest: inputsDigest(pkginfo, python) },
    packages: [{ name: stem, version, hashes: [hash.repeat(64)], fromSource: false }],
  };
  const place = join(folder, "dockerfiles", stem);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, "requirements.txt"), lockText(lock, "install"));
  await generate(place, pkginfo, { tools, log: refuse, say: refuse });
}

async function plan(options: Partial<PlanOptions> = {}) {
  const sources = keySources(join(folder, "home"));
  const made = await makePlan(await readAllPkginfo(folder), {
    ...{ root: folder, store, keySources: sources },
    ...options,
  });
  const todo = Object.fromEntries(made.packages.map((planned) => [planned.stem, planned.todo]));
  return { ...made, todo, work: made.packages.filter(hasWork) };
}

/** What is in the store when this package has been explored as it is planned. */
async function explored(
  { name, version, python, todo }: PlannedWork,
  more: Partial<ShardEntry> = {},
): Promise<ShardEntry> {
  const { shardKey = "", inputs = {} } = todo.keys ?? {};
  const entry = {
    ...{ name, version, python: python ?? "", importNames: [name], digest: DIGEST, shardKey, inputs },
    ...{ sizeBytes: 5, nodes: 1, modules: 1, problems: 0, exploredAt: "2026-11-27T10:00:00.000Z" },
    ...more,
  };
  await store.write(shardObjectKey(entry), "shard");
  await recordExplored(store, entry);
  return entry;
}

/** Explores everything, and publishes it as the newest run, whose packages are changed by `said`. */
async function publishAll(said: Record<string, Partial<RunPackage>> = {}): Promise<void> {
  const packages: Record<string, RunPackage> = {};
  for (const planned of (await plan({ force: true })).work) {
    const { stem, name, version } = planned;
    const shard = await explored(planned);
    packages[stem] = {
      ...{ name, version, status: "explored", reason: "never explored", attempts: 1, seconds: 1, shard },
      ...said[stem],
    };
  }
  await completeTinyRun(store, packages);
}

test("the record of another package, or one that was changed, is not taken for a package's", async () => {
  const [alpha, beta] = (await plan()).work as [PlannedWork, PlannedWork];
  const other = await explored(beta);
  const { shardKey = "" } = alpha.todo.keys ?? {};
  const record = new TextDecoder().decode((await store.read(keyObjectKey(other.shardKey))) as Uint8Array);
  await store.write(keyObjectKey(shardKey), record);
  expect((await plan()).todo.alpha).toMatchObject({ work: "build" });
  // Not even where it has been made to fit.
  await recordExplored(store, { ...other, shardKey });
  expect((await plan()).todo.alpha).toMatchObject({ work: "build" });
  await explored(alpha);
  expect((await plan()).todo.alpha).toMatchObject({ work: "none" });
});

test("what was never explored is to be built, until it is explored", async () => {
  const first = await plan();
  expect(first.todo).toMatchObject({
    alpha: { work: "build", reason: "never explored" },
    beta: { work: "build", reason: "never explored" },
  });
  const [alpha] = first.work;
  await explored(alpha as PlannedWork);
  const second = await plan();
  expect(second.todo).toMatchObject({ alpha: { work: "none", isNews: true }, beta: { work: "build" } });
});

test("nothing is to be done when nothing changed, or nothing that counts", async () => {
  await publishAll();
  await write("alpha", "notes: look at this\n");
  expect((await plan()).todo).toMatchObject({
    alpha: { work: "none", isNews: false },
    beta: { work: "none", isNews: false },
  });
});

test.for([
  ["env: {A: b}", "explore", "`env` changed"],
  ["setup: import os", "explore", "`setup` changed"],
  ["imports: [alpha]", "explore", "`imports` changed"],
  ["skip: {alpha.test: slow}", "explore", "`skip` changed"],
  ["timeout: 5m", "explore", "`timeout` changed"],
  ["memory: 1g", "explore", "`memory` changed"],
  ["env: {A: b}\ntimeout: 5m", "explore", "`env` changed, `timeout` changed"],
  ["run: [ldconfig]", "build", "the Dockerfile changed"],
  ["apt: [libpq5]", "build", "the lock changed, the Dockerfile changed"],
  ['python: "3.11"', "build", "Python 3.13 → 3.11"],
] as const)("%s: exactly that package is done again", async ([line, work, reason]) => {
  await publishAll();
  await write("alpha", `${line}\n`);
  expect((await plan()).todo).toMatchObject({ alpha: { work, reason }, beta: { work: "none" } });
});

test("a renewed lock and a new version are built, with the reason", async () => {
  await publishAll();
  await write("alpha", "", { hash: "b" });
  await write("beta", "memory: 1g\n", { version: "2.0" });
  expect((await plan()).todo).toMatchObject({
    alpha: { work: "build", reason: "the lock changed" },
    beta: { work: "build", reason: "version 1.0 → 2.0" },
  });
});

test.for([
  [
    "baseimage/explorer/importgraph_explorer/looking/kinds.py",
    "\n# changed\n",
    "explore",
    "the explorer changed",
  ],
  ["src/explore/session/receiver.ts", "\n// changed\n", "explore", "the explorer changed"],
  ["src/shard/writer.ts", "\n// changed\n", "explore", "the explorer changed"],
  ["src/explore/new.test.ts", "\n// a test\n", "none", undefined],
  ["baseimage/Dockerfile", "\n# changed\n", "build", "the base image changed"],
] as const)(
  "a change of %s: everything is done again as far as it depends on it",
  async ([path, text, work, reason]) => {
    await publishAll();
    await appendFile(join(folder, "home", path), text);
    const expected = reason === undefined ? { work } : { work, reason };
    expect((await plan()).todo).toMatchObject({ alpha: expected, beta: expected });
  },
);

test("another digest of an official image builds what is on that Python only", async () => {
  await write("beta", 'python: "3.11"\n');
  await publishAll();
  const pythons = join(folder, "home", "baseimage", "pythons.yaml");
  const rows = await readFile(pythons, "utf8");
  await writeFile(pythons, rows.replace(/(image: python:3\.13\S*@sha256:)[0-9a-f]{4}/, "$10000"));
  expect((await plan()).todo).toMatchObject({
    alpha: { work: "build", reason: "the base image changed" },
    beta: { work: "none" },
  });
});

test("a shard that is missing or cut off is made again; a damaged record is no obstacle", async () => {
  await publishAll();
  const [alpha] = (await plan({ force: true })).work;
  const path = join(folder, "store", shardObjectKey({ name: "alpha", version: "1.0", digest: DIGEST }));
  await truncate(path, 3);
  expect((await plan()).todo.alpha).toMatchObject({
    work: "explore",
    reason: "its shard is missing or damaged",
  });
  await store.write(keyObjectKey(alpha?.todo.keys?.shardKey ?? ""), '{"format":1,');
  await rm(path);
  expect((await plan()).todo).toMatchObject({
    alpha: { work: "explore", reason: "its shard is missing or damaged" },
    beta: { work: "none" },
  });
});

test("what failed, or was unstable, is tried again", async () => {
  const { work } = await plan();
  const [alpha, beta] = work as [PlannedWork, PlannedWork];
  const shard = await explored(beta, { unstable: true });
  const common = { version: "1.0", reason: "never explored", attempts: 2, seconds: 1 };
  const packages: Record<string, RunPackage> = {
    alpha: { ...common, name: alpha.name, status: "failed", failure: { stage: "build", message: "no" } },
    beta: { ...common, name: beta.name, status: "unstable", shard },
  };
  await completeTinyRun(store, packages);
  expect((await plan()).todo).toMatchObject({
    alpha: { work: "build", reason: "failed last time" },
    beta: { work: "explore", reason: "unstable last time" },
  });
});

test("what was not asked for is left, what is skipped is not explored, what is gone is told", async () => {
  await publishAll();
  await rm(join(folder, "pkginfo", "beta.yaml"));
  await cp(join(program, "skipped.md"), join(folder, "skipped.md"));
  const made = await plan({ isSelected: () => false, force: true });
  expect(made.todo.alpha).toEqual({ work: "leave" });
  expect(made.removed).toEqual(["beta"]);
  expect(made.packages.some(({ todo }) => todo.work === "skip")).toBe(true);
});

test("forced work is done once, though the run that it belongs to was interrupted", async () => {
  await publishAll();
  const forced = { force: true, since: "2026-11-28T00:00:00.000Z" };
  const before = await plan(forced);
  expect(before.todo.alpha).toMatchObject({ work: "build", reason: "forced" });
  await explored(before.work[0] as PlannedWork, { exploredAt: "2026-11-28T00:01:00.000Z" });
  expect((await plan(forced)).todo).toMatchObject({ alpha: { work: "none" }, beta: { work: "build" } });
});

test("a missing lock is to be made; frozen, it is refused; one edited by hand is refused alone", async () => {
  await publishAll();
  await rm(join(folder, "dockerfiles", "alpha", "requirements.txt"));
  await writeFile(join(folder, "dockerfiles", "beta", "requirements.txt"), "beta==9\n");
  expect((await plan()).todo).toMatchObject({
    alpha: { work: "build", reason: "there is no lock yet" },
    beta: { work: "refuse" },
  });
  expect((await plan({ frozen: true })).todo.alpha).toMatchObject({ work: "refuse" });
});

const LIBRARY = "python@3.13";

test("a plan has the standard library of each Python that its packages are explored on", async () => {
  await write("beta", 'python: "3.11"\n');
  const first = await plan();
  expect(first.packages.map(({ stem }) => stem)).toEqual(["alpha", "beta", "python@3.11", LIBRARY]);
  expect(first.todo[LIBRARY]).toMatchObject({ work: "build", reason: "never explored" });
  const library = first.work.find(({ stem }) => stem === LIBRARY) as PlannedWork;
  expect(library).toMatchObject({ name: "python", version: "3.13", python: "3.13" });
  // Which release that is, only the base said.
  await explored(library, { version: "3.13.7" });
  const second = await plan();
  expect(second.todo[LIBRARY]).toMatchObject({ work: "none", isNews: true });
  expect(second.packages.find(({ stem }) => stem === LIBRARY)?.version).toBe("3.13.7");
  await explored(library, { version: "3.13.7", name: "alpha" });
  expect((await plan()).todo[LIBRARY]).toMatchObject({ work: "build" });
});

test("the standard library is done again when the explorer or its base changed, whatever release it has", async () => {
  await publishAll({ [LIBRARY]: { version: "3.13.5" } });
  expect((await plan()).todo[LIBRARY]).toMatchObject({ work: "none", isNews: false });
  await appendFile(join(folder, "home", "baseimage", "Dockerfile"), "\n# changed\n");
  expect((await plan()).todo[LIBRARY]).toMatchObject({ work: "build", reason: "the base image changed" });
});

test("where packages are named, their standard library comes along, and others are left as they are", async () => {
  await write("beta", 'python: "3.11"\n');
  const isSelected = (stem: string) => stem === "alpha";
  const named = await plan({ isSelected });
  expect(named.work.map(({ stem }) => stem)).toEqual(["alpha", LIBRARY]);
  await publishAll();
  const forced = await plan({ isSelected, force: true });
  expect(forced.work.map(({ stem }) => stem)).toEqual(["alpha"]);
  expect(forced.todo).toMatchObject({ [LIBRARY]: { work: "none" }, "python@3.11": { work: "leave" } });
  const library = await plan({ isSelected: (stem) => stem === LIBRARY, pythons: ["3.13"], force: true });
  expect(library.work.map(({ stem, todo }) => [stem, todo.reason])).toEqual([[LIBRARY, "forced"]]);
});

test("a Python that no package is explored on any more takes its standard library along", async () => {
  await write("beta", 'python: "3.11"\n');
  await publishAll();
  await write("beta", 'python: "3.13"\n');
  const moved = await plan();
  // The newest run has a shard on it, which may have to be carried.
  expect(moved.todo["python@3.11"]).toEqual({ work: "leave" });
  await publishAll();
  const settled = await plan();
  expect(settled.packages.map(({ stem }) => stem)).toEqual(["alpha", "beta", LIBRARY]);
  expect(settled.work).toEqual([]);
});

test("a Python that has no base has no standard library to explore", async () => {
  expect((await plan({ pythons: ["3.99"] })).todo["python@3.99"]).toMatchObject({
    ...{ work: "refuse", message: expect.stringContaining("3.99") },
  });
});
