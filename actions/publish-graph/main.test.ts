import { cp, mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runActionFor } from "../../src/actions/testing/run-action-stand.ts";
import { writeLocked } from "../../src/dockerfile/testing/locked-stand.ts";
import { programHome } from "../../src/files/home.ts";
import { OpenGraph } from "../../src/graph/questions/open-graph.ts";
import { TABLE_NAMES } from "../../src/graph/tables/columns.ts";
import { partKey, runGraphKey, segmentKeys } from "../../src/page/graph-keys.ts";
import { readServedGraph } from "../../src/page/served-graph.ts";
import { hasWork } from "../../src/plan/plan.ts";
import { writeBinResults } from "../../src/run/jobs/results.ts";
import { planSelected } from "../../src/run/whole/plan-selected.ts";
import { verifyStore } from "../../src/store/care/verify.ts";
import { folderStore } from "../../src/store/folder-store.ts";
import { type ShardEntry, shardObjectKey } from "../../src/store/layout.ts";
import { type RunPackages, readLatest, readManifest, readRunPackages } from "../../src/store/runs/record.ts";
import { commitKey, readTableLog } from "../../src/store/tables-log.ts";
import { exploredPackage, keepTinyShard } from "../../src/store/testing/tiny-run.ts";

let root: string;
const { signal } = new AbortController();
const at = (...path: string[]) => join(root, ...path);
const store = () => folderStore(at("graph"));

/** Two packages and the standard library that they need, planned as three jobs, whose results are there. */
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "importgraph-publish-"));
  const text = (name: string) => `name: ${name}\nversion: "1.0"\n`;
  await writeLocked(root, { one: text("one"), other: text("other") });
  const planned = await plan({ "max-jobs": "3", "job-seconds": "0" });
  expect(planned.outputs).toMatchObject({
    bins: "3",
    packages: "3",
    matrix: '{"include":[{"bin":0},{"bin":1},{"bin":2}]}',
  });
  digest = planned.outputs.digest ?? "";
  await handOver(0, "one");
  await handOver(1, "other");
  await handOver(2, LIBRARY);
});

afterEach(() => rm(root, { recursive: true, force: true }));

const LIBRARY = "python@3.13";

/** What the job that planned tells the others besides its artifact. */
let digest = "";

function plan(inputs: Record<string, string> = {}) {
  return runActionFor("plan-matrix", { cwd: root, inputs: { store: at("graph"), ...inputs } });
}

async function entryOf(
  bin: number,
  stem: string,
  version = stem === LIBRARY ? "3.13.7" : "1.0",
): Promise<ShardEntry> {
  const request = { root, home: programHome, selection: "all", force: false, signal } as const;
  const { work } = await planSelected(request, folderStore(at("nothing")));
  const key = work.filter(hasWork).find((planned) => planned.stem === stem)?.todo.keys?.shardKey ?? "";
  const [name = ""] = stem.split("@");
  const made = folderStore(at("artifacts", `shards-${bin}`, "store"));
  return { ...(await keepTinyShard(made, version, name)), shardKey: key };
}

async function handOver(bin: number, name: string, results?: RunPackages, of?: string): Promise<void> {
  const entry = await entryOf(bin, name);
  await rm(at("artifacts", `shards-${bin}`, "store", "head.json"), { force: true });
  await writeBinResults(at("artifacts", `shards-${bin}`), bin, {
    packages: results ?? { [name]: exploredPackage(entry) },
    setUpSeconds: 40 + bin,
    ...(of !== undefined && { plan: of }),
  });
}

function publish(inputs: Record<string, string> = {}) {
  return runActionFor("publish-graph", {
    cwd: root,
    inputs: { store: at("graph"), ...inputs },
    env: { GITHUB_REPOSITORY: "example/graph", GITHUB_RUN_ID: "7", GITHUB_SHA: "c".repeat(40) },
  });
}

async function published(): Promise<RunPackages> {
  const latest = await readLatest(store());
  return (latest && (await readRunPackages(store(), latest.run))) ?? {};
}

/** Of the packages; most tests are about these. */
const statuses = async () => {
  const packages = Object.entries(await published()).filter(([stem]) => stem !== LIBRARY);
  return Object.fromEntries(packages.map(([stem, { status }]) => [stem, status]));
};

test("what all jobs made is one run, and running again publishes nothing more", async () => {
  const { exitCode, outputs, stdout, page } = await publish();
  expect(exitCode, stdout).toBe(0);
  expect(outputs.failed).toBe("0");
  expect(outputs.manifest).toContain(`runs/${outputs.run}/manifest.json`);
  expect(await statuses()).toEqual({ one: "explored", other: "explored" });
  expect((await published())[LIBRARY]).toMatchObject({ version: "3.13.7", status: "explored" });
  expect(page).toContain("3 explored");
  expect((await publish()).outputs.run).toBe("");
  expect((await plan()).outputs).toMatchObject({ bins: "0", packages: "0", matrix: '{"include":[]}' });
});

test("a run has its graph: parts, indexes, and a commit of each table by which engines read it", async () => {
  const { outputs } = await publish();
  const run = outputs.run ?? "";
  const { objects = {} } = (await readManifest(store(), run)) ?? {};
  const { graph } = await readServedGraph(store());
  const releases = await new OpenGraph(store(), graph).releaseParts();
  expect(releases.map(({ distribution }) => distribution)).toEqual(["one", "other", "python"]);
  expect(Object.keys(objects)).toEqual(
    expect.arrayContaining([
      runGraphKey(run),
      ...segmentKeys(graph),
      ...releases.flatMap(({ shard, parts }) => Object.keys(parts).map((table) => partKey(table, shard))),
    ]),
  );
  for (const table of TABLE_NAMES) {
    expect(await readTableLog(store(), table)).toMatchObject({ run, nextVersion: 1 });
  }
  expect(await verifyStore(store())).toMatchObject({ faults: [] });
});

test("a run that was ended before its tables were committed has them committed by the next, though nothing is new", async () => {
  const { outputs } = await publish();
  await store().remove(commitKey("uses", 0));
  expect((await publish()).outputs.run).toBe("");
  expect(await readTableLog(store(), "uses")).toMatchObject({ run: outputs.run, nextVersion: 1 });
});

test("parts are made of shards that were checked: what a job hands over of them is not taken", async () => {
  const { digest: shard } = await entryOf(0, "one");
  const forged = at("artifacts", "shards-0", "store", partKey("nodes", shard));
  await mkdir(dirname(forged), { recursive: true });
  await writeFile(forged, "PAR1, says the job");
  const { exitCode, stdout } = await publish();
  expect(exitCode, stdout).toBe(0);
  const graph = new OpenGraph(store(), (await readServedGraph(store())).graph);
  const [release = expect.fail("it is not in the graph")] = graph.releasesOf("one");
  const ids = await Array.fromAsync(graph.allRowsOf(release, "nodes", ["id"]), ({ id }) => id);
  expect(ids).toContain("tiny.things.Thing");
});

test("a pkginfo that is wrong, or about the release of another one, keeps nothing else from being published", async () => {
  expect((await publish()).outputs.failed).toBe("0");
  await writeFile(at("pkginfo", "one.yaml"), 'name: one\nversion: "1.1"\ntimeuot: 1m\n');
  await writeFile(at("pkginfo", "other@1.0.yaml"), 'name: other\nversion: "1.0"\n');
  await writeFile(at("pkginfo", "Three.yaml"), 'name: three\nversion: "1.0"\n');
  await writeFile(at("pkginfo", "notes.txt"), "");
  const planned = await plan();
  expect(planned.exitCode, planned.stdout).toBe(0);
  for (const told of [
    /^::warning file=pkginfo\/one\.yaml,line=3.*timeuot/m,
    /^::warning file=pkginfo\/other@1\.0\.yaml.*other 1\.0 is also in pkginfo\/other\.yaml/m,
    /^::warning file=pkginfo\/Three\.yaml.*rename it to three\.yaml/m,
    /^::warning file=pkginfo::found "notes\.txt"/m,
  ]) {
    expect(planned.stdout).toMatch(told);
  }
  const { exitCode, stdout, outputs } = await publish();
  expect(exitCode, stdout).toBe(0);
  expect(outputs.run).not.toBe("");
  const packages = await published();
  expect(await statuses()).toEqual({
    one: "failed",
    other: "carried",
    "other@1.0": "failed",
    Three: "failed",
  });
  expect(packages.one?.shard).toBeDefined();
  expect(packages.one?.failure?.message).toContain("timeuot");
});

test("a plan that was replaced on its way is refused, and results that are of another one", async () => {
  const other = await publish({ "plan-digest": "0".repeat(64) });
  expect(other.exitCode).toBe(1);
  expect(other.stdout).toContain("is another plan than the one of this run");
  expect(await published()).toEqual({});

  await handOver(1, "other", undefined, "0".repeat(64));
  await handOver(0, "one", undefined, digest);
  const { exitCode, stdout } = await publish({ "plan-digest": digest });
  expect(exitCode, stdout).toBe(0);
  expect(stdout).toContain("is of another plan than the one of this run");
  expect(await statuses()).toEqual({ one: "explored", other: "failed" });
});

const HOSTILE: Record<string, () => Promise<unknown>> = {
  "is missing": () => rm(at("artifacts", "shards-0"), { recursive: true }),
  "has no results": () => rm(at("artifacts", "shards-0", "results.json")),
  "has results that are cut off": () => truncate(at("artifacts", "shards-0", "results.json"), 40),
  "has results of another job": () =>
    cp(at("artifacts", "shards-1", "results.json"), at("artifacts", "shards-0", "results.json")),
  "has a link among its shards": () =>
    symlink("/etc/passwd", at("artifacts", "shards-0", "store", "shards", "x")),
  "has something else beside them": () => writeFile(at("artifacts", "shards-0", ".npmrc"), "x"),
  "has a shard that is cut off": async () =>
    truncate(at("artifacts", "shards-0", "store", shardObjectKey(await entryOf(0, "one"))), 60),
  "has a shard of another package": async () =>
    handOver(0, "one", { one: exploredPackage(await entryOf(0, "other")) }),
  "has a shard of other inputs": async () =>
    handOver(0, "one", { one: exploredPackage({ ...(await entryOf(0, "one")), shardKey: "f".repeat(64) }) }),
  "has a file that is far too large": async () => {
    await writeFile(at("artifacts", "shards-0", "logs"), "");
    await truncate(at("artifacts", "shards-0", "logs"), 5 * 1024 ** 3);
  },
};

test.for(Object.keys(HOSTILE))("a job's artifact that %s fails its packages alone", async (what) => {
  await HOSTILE[what]?.();
  const { exitCode, stdout, outputs } = await publish();
  expect(exitCode, stdout).toBe(0);
  expect(await statuses()).toEqual({ one: "failed", other: "explored" });
  expect((await published()).one?.shard).toBeUndefined();
  expect(outputs.failed).toBe("1");
});

test("a job can say nothing of another job's packages, and nothing that commands the runner", async () => {
  const other = await entryOf(0, "other");
  const one = {
    ...exploredPackage(await entryOf(0, "one")),
    status: "failed",
    failure: { stage: "build", message: "::error::x\n##[error]y" },
  } as const;
  await handOver(0, "one", { one, other: { ...exploredPackage(other), version: "1.0", reason: "forged" } });
  const { stdout, page } = await publish();
  expect((await published()).other?.reason).not.toBe("forged");
  expect(stdout).not.toMatch(/^::error::x|##\[/m);
  expect(page).not.toContain("##[");
});

test("what a shard says of itself counts, not what its job says of it", async () => {
  const lies = { importNames: ["requests"], nodes: 999, modules: 99, problems: 0, python: "3.9" };
  const entry = await entryOf(0, "one");
  const forged = { ...entry, ...lies, exploredAt: "9999-01-01T00:00:00Z", inputs: { base: "f" } };
  const tracebacks = Object.fromEntries(
    Array.from({ length: 50 }, (_, at) => [`m${at}`, "\u001b[31m".repeat(10_000)]),
  );
  await handOver(0, "one", { one: { ...exploredPackage(forged), seconds: 1e9, tracebacks } });
  await publish();
  const { one } = await published();
  expect(one?.shard).toMatchObject({ importNames: ["tiny"], nodes: entry.nodes, python: "3.13" });
  expect(Date.parse(one?.shard?.exploredAt ?? "")).toBeLessThanOrEqual(Date.now());
  expect(one?.shard?.inputs).not.toEqual({ base: "f" });
  expect(one?.problemsByStage).toEqual({ import: 1 });
  expect(one?.seconds).toBeLessThan(86_400);
  expect(Object.keys(one?.tracebacks ?? {})).toHaveLength(20);
  expect(JSON.stringify(one)).not.toContain("\u001b");
});

test.for(["3.14.1", "3.13", "3.130.1", "1.0"])(
  "a standard library that a job says is %s is none of Python 3.13",
  async (version) => {
    await handOver(2, LIBRARY, { [LIBRARY]: exploredPackage(await entryOf(2, LIBRARY, version)) });
    expect((await publish()).outputs.failed).toBe("1");
    expect((await published())[LIBRARY]).toMatchObject({
      ...{ status: "failed", failure: { stage: "publish", message: expect.stringContaining("not taken") } },
    });
    expect(await statuses()).toEqual({ one: "explored", other: "explored" });
  },
);

test("what packages printed that failed is kept beside the run, escaped, and is part of it", async () => {
  const failed = { status: "failed", failure: { stage: "build", message: "no" } } as const;
  const text = "collecting\n::error::forged\n\u001b]0;title\u0007the reason\n";
  for (const name of ["one.log", "other.log", "one.explore.log"]) {
    await mkdir(at("artifacts", "shards-0", "logs"), { recursive: true });
    await writeFile(at("artifacts", "shards-0", "logs", name), text);
  }
  await handOver(0, "one", { one: { ...exploredPackage(await entryOf(0, "one")), ...failed } });
  const { outputs } = await publish();
  const folder = `runs/${outputs.run}/`;
  const manifest = await readManifest(store(), outputs.run ?? "");
  const kept = Object.keys(manifest?.objects ?? {}).filter((key) => key.startsWith(`${folder}logs/`));
  expect(kept.sort()).toEqual([`${folder}logs/one.explore.log`, `${folder}logs/one.log`]);
  const log = new TextDecoder().decode(await store().read(`${folder}logs/one.log`));
  expect(log).toContain("the reason");
  expect(log).not.toMatch(/^::error/m);
  expect(log).not.toContain("\u001b");
  expect(await verifyStore(store())).toMatchObject({ faults: [] });
});

test("the next plan reckons with what jobs took besides their packages, unless it is told otherwise", async () => {
  expect((await plan({ force: "true" })).page).toContain(
    "1 min 30 s besides its packages, since no earlier run tells",
  );
  await publish();
  expect((await plan({ force: "true" })).page).toContain(
    "41 s besides its packages, as 3 jobs of earlier runs did",
  );
  const told = await plan({ force: "true", "job-seconds": "7" });
  expect(told.page).toContain("7.0 s besides its packages, as the input `job-seconds` says");
});

test("a package whose lock is not that of its pkginfo is failed in a run, which carries what was there of it", async () => {
  await publish();
  await writeFile(at("pkginfo", "one.yaml"), 'name: one\nversion: "2.0"\n');
  const planned = await plan();
  expect(planned.exitCode).toBe(0);
  expect(planned.outputs.bins).toBe("0");
  expect(planned.stdout).toMatch(/^::warning file=pkginfo\/one\.yaml.*::not explored: /m);
  await rm(at("artifacts"), { recursive: true });
  const { outputs, page } = await publish();
  expect(outputs.failed).toBe("1");
  expect(page).toContain("its shard of 1.0");
  const { one, other } = await published();
  expect(one).toMatchObject({
    status: "failed",
    reason: "its lock can't be used",
    shard: { version: "1.0" },
  });
  expect(other).toMatchObject({ status: "carried" });
});

test("where a plan is to be red for such a package, the others are planned all the same", async () => {
  await writeFile(at("pkginfo", "one.yaml"), 'name: one\nversion: "2.0"\n');
  const { exitCode, outputs, stdout } = await plan({ fail: "true" });
  expect(exitCode).toBe(1);
  expect(outputs).toMatchObject({ packages: "2" });
  expect(stdout).toMatch(/^::error file=pkginfo\/one\.yaml.*::not explored: .*importgraph generate one/m);
});

test("an artifact that is of no job is told, and not looked into", async () => {
  await mkdir(at("artifacts", "shards-7"));
  const { exitCode, stdout } = await publish();
  expect(exitCode).toBe(0);
  expect(stdout).toContain('found the artifact "shards-7", which is of no job of the plan');
});

test("a plan that is damaged is refused", async () => {
  const text = await readFile(at("plan", "plan.json"), "utf8");
  await writeFile(at("plan", "plan.json"), text.replace('"stem": "one"', '"stem": "../one"'));
  const { exitCode, stdout } = await publish();
  expect(exitCode).toBe(1);
  expect(stdout).toContain("plan.json");
});

test("a key without its other half is told", async () => {
  const { exitCode, stdout } = await plan({ "access-key-id": "x" });
  expect(exitCode).toBe(1);
  expect(stdout).toContain("input secret-access-key is missing");
});

test("a job that the plan does not have is refused", async () => {
  const { exitCode, stdout } = await runActionFor("explore-packages", { cwd: root, inputs: { bin: "3" } });
  expect(exitCode).toBe(1);
  expect(stdout).toContain("the plan has 3 jobs, and this is to be job 3, counted from 0");
});
