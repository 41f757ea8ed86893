import { cp, mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runActionFor } from "../../src/actions/run-action-stand.ts";
import { generateAll } from "../../src/dockerfile/generate-all.ts";
import { toolsThatResolveNothing } from "../../src/dockerfile/hand-over.ts";
import { programHome } from "../../src/home.ts";
import { inputsDigest } from "../../src/lock/inputs.ts";
import { lockText } from "../../src/lock/lockfile.ts";
import { readAllPkginfo } from "../../src/pkginfo/read-folder.ts";
import { hasWork } from "../../src/plan/plan.ts";
import { writeBinResults } from "../../src/run/bin-results.ts";
import { planSelected } from "../../src/run/plan-selected.ts";
import { folderStore } from "../../src/store/folder-store.ts";
import { type ShardEntry, shardObjectKey } from "../../src/store/layout.ts";
import { type RunPackages, readLatest, readRunPackages } from "../../src/store/run-record.ts";
import { exploredPackage, keepTinyShard } from "../../src/store/tiny-run.ts";

let root: string;
const { signal } = new AbortController();
const at = (...path: string[]) => join(root, ...path);
const store = () => folderStore(at("graph"));

/** Two packages, planned as two jobs, whose results are there. */
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "importgraph-publish-"));
  for (const name of ["one", "two"]) {
    await mkdir(at("pkginfo"), { recursive: true });
    await writeFile(at("pkginfo", `${name}.yaml`), `name: ${name}\nversion: "1.0"\n`);
  }
  const pkginfos = await readAllPkginfo(root);
  for (const pkginfo of pkginfos) {
    const { stem: name, version } = pkginfo;
    await mkdir(at("dockerfiles", name), { recursive: true });
    const lock = {
      ...{ name, version, python: "3.13", inputsDigest: inputsDigest(pkginfo, "3.13"), asOf: null },
      packages: [{ name, version, hashes: ["a".repeat(64)], fromSource: false }],
    };
    await writeFile(at("dockerfiles", name, "requirements.txt"), lockText(lock, "install"));
  }
  const tools = toolsThatResolveNothing(signal);
  await generateAll(root, pkginfos, { tools, openLog: () => expect.fail("resolved"), say: () => undefined });
  const planned = await plan({ "max-jobs": "2", "job-seconds": "0" });
  expect(planned.outputs).toMatchObject({
    bins: "2",
    packages: "2",
    matrix: '{"include":[{"bin":0},{"bin":1}]}',
  });
  await handOver(0, "one");
  await handOver(1, "two");
});

afterEach(() => rm(root, { recursive: true, force: true }));

function plan(inputs: Record<string, string> = {}) {
  return runActionFor("plan-matrix", { cwd: root, inputs: { store: at("graph"), ...inputs } });
}

async function entryOf(bin: number, name: string): Promise<ShardEntry> {
  const request = { root, home: programHome, selection: "all", force: false, signal } as const;
  const { work } = await planSelected(request, folderStore(at("nothing")));
  const key = work.filter(hasWork).find(({ stem }) => stem === name)?.todo.keys?.shardKey ?? "";
  return {
    ...(await keepTinyShard(folderStore(at("artifacts", `shards-${bin}`, "store")), "1.0", name)),
    shardKey: key,
  };
}

async function handOver(bin: number, name: string, results?: RunPackages): Promise<void> {
  const entry = await entryOf(bin, name);
  await rm(at("artifacts", `shards-${bin}`, "store", "head.json"), { force: true });
  await writeBinResults(at("artifacts", `shards-${bin}`), bin, results ?? { [name]: exploredPackage(entry) });
}

function publish() {
  return runActionFor("publish-graph", {
    cwd: root,
    inputs: { store: at("graph") },
    env: { GITHUB_REPOSITORY: "example/graph", GITHUB_RUN_ID: "7", GITHUB_SHA: "c".repeat(40) },
  });
}

async function published(): Promise<RunPackages> {
  const latest = await readLatest(store());
  return (latest && (await readRunPackages(store(), latest.run))) ?? {};
}

const statuses = async () =>
  Object.fromEntries(Object.entries(await published()).map(([stem, { status }]) => [stem, status]));

test("what all jobs made is one run, and running again publishes nothing more", async () => {
  const { exitCode, outputs, stdout, page } = await publish();
  expect(exitCode, stdout).toBe(0);
  expect(outputs.failed).toBe("0");
  expect(outputs.manifest).toContain(`runs/${outputs.run}/manifest.json`);
  expect(await statuses()).toEqual({ one: "explored", two: "explored" });
  expect(page).toContain("2 explored");
  expect((await publish()).outputs.run).toBe("");
  expect((await plan()).outputs).toMatchObject({ bins: "0", packages: "0", matrix: '{"include":[]}' });
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
    handOver(0, "one", { one: exploredPackage(await entryOf(0, "two")) }),
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
  expect(await statuses()).toEqual({ one: "failed", two: "explored" });
  expect((await published()).one?.shard).toBeUndefined();
  expect(outputs.failed).toBe("1");
});

test("a job can say nothing of another job's packages, and nothing that commands the runner", async () => {
  const two = await entryOf(0, "two");
  const one = {
    ...exploredPackage(await entryOf(0, "one")),
    status: "failed",
    failure: { stage: "build", message: "::error::x\n##[error]y" },
  } as const;
  await handOver(0, "one", { one, two: { ...exploredPackage(two), version: "1.0", reason: "forged" } });
  const { stdout, page } = await publish();
  expect((await published()).two?.reason).not.toBe("forged");
  expect(stdout).not.toMatch(/^::error::x|##\[/m);
  expect(page).not.toContain("##[");
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
  const { exitCode, stdout } = await runActionFor("explore-packages", { cwd: root, inputs: { bin: "2" } });
  expect(exitCode).toBe(1);
  expect(stdout).toContain("the plan has 2 jobs, and this is to be job 2, counted from 0");
});
