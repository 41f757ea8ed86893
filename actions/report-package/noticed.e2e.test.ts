/** What the comment says of who in the latest run uses what a pull request changes. */

import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  explored,
  NEEDED,
  type ReportStand,
  startReportStand,
} from "../../src/actions/testing/report-stand.ts";
import { graphRun } from "../../src/graph/testing/graph-run.ts";
import { keepModule, type ModuleShard } from "../../src/graph/testing/module-shard.ts";
import { type FileServer, serveFiles } from "../../src/page/testing/file-server.ts";
import { zipOf } from "../../src/report/testing/zip-stand.ts";
import type { Use } from "../../src/shard/records.ts";
import { folderStore } from "../../src/store/folder-store.ts";
import { shardObjectKey } from "../../src/store/layout.ts";

let at: ReportStand;
let folder: string;
let server: FileServer;

/** Three packages use requests 2.0, in a run that is served to whoever asks. */
beforeEach(async () => {
  at = await startReportStand();
  folder = await mkdtemp(join(tmpdir(), "importgraph-noticed-"));
  const store = folderStore(join(folder, "graph"));
  await graphRun(store, [
    await keepModule(store, "requests", requests("2.0", ["Session", "get", "compat", "old"])),
    await keepModule(store, "one", users("one", ["Session", "old", "never"])),
    await keepModule(store, "two", users("two", ["compat", "old"])),
    await keepModule(store, "three", { requirements: [{ record: "requirement", name: "requests" }] }),
    await keepModule(store, "four"),
  ]);
  server = await serveFiles(join(folder, "graph"));
});

afterEach(async () => {
  await server.close();
  await at.close();
  await rm(folder, { recursive: true, force: true });
});

function requests(version: string, names: readonly string[]): ModuleShard {
  return {
    version,
    nodes: names.map((name) => [`requests.${name}`, "function"]),
    members: Object.fromEntries(names.map((name) => [name, `requests.${name}`])),
  };
}

function users(name: string, names: readonly string[]): ModuleShard {
  const uses = names.map((used): Use => {
    const of = { distribution: "requests", version: "2.0", id: `requests.${used}` };
    return { record: "use", in: name, of, how: ["read"], count: 1, lines: [1] };
  });
  return { uses };
}

/** Another release, in which `Session` has moved, and `compat` and `old` are no more. */
const NEWER: ModuleShard = {
  version: "3.0",
  nodes: [
    ["requests.get", "function"],
    ["requests.Moved", "class"],
  ],
  members: { Session: "requests.Moved", Moved: "requests.Moved", get: "requests.get" },
};

async function openUpgrade(): Promise<void> {
  await at.openPull("someone/graph", { "pkginfo/requests.yaml": 'name: requests\nversion: "3.0"\n' });
  at.addReport([{ ...explored, stem: "requests", name: "requests", version: "3.0" }]);
}

/** Adds what the job that explored left. */
async function addShards(
  content = NEWER,
  change: (path: string) => unknown = () => undefined,
): Promise<void> {
  const key = shardObjectKey(await keepModule(folderStore(join(folder, "made")), "requests", content));
  await change(join(folder, "made", key));
  const shard = await readFile(join(folder, "made", key));
  const zip = zipOf(["results.json", "{}"], ["logs/x.log", HOSTILE_LOG], [`store/${key}`, shard]);
  at.github.addArtifact({ run: 100, name: "shards-0", zip });
}

const HOSTILE_LOG = "::error::x";

const report = (store = server.address) => at.reportOn(NEEDED, { store });

test("the comment says how many depend on a package, and what they use that its new release no longer has", async () => {
  await openUpgrade();
  await addShards();
  const run = await report();
  expect(run.exitCode, run.stdout).toBe(0);
  const [body = ""] = at.comments();
  const [, section = ""] = /#### Who would notice\n\n([\s\S]*?)\n\n/.exec(body) ?? [];
  expect(section.split("\n")).toEqual([
    "- <code>requests</code>: 3 of the 5 distributions of run 2026-11-23 depend on it",
    expect.stringContaining("  - ⚠️ no longer has 2 names of 2.0 that they use – *"),
    "    - <code>requests.old</code>, used by 2: <code>one</code>, <code>two</code>",
    "    - <code>requests.compat</code>, used by 1: <code>two</code>",
  ]);
  const [, folded = ""] = /#### What the new releases change\n\n([\s\S]*?<\/details>)/.exec(body) ?? [];
  expect(folded.split("\n")).toEqual([
    "<details><summary>⚠️ <code>requests</code> 2.0 → 3.0: 2 breaking · 0 risky · 0 deprecation · 2 compatible</summary>",
    "",
    "**breaking: breaks code that uses it (2)**",
    "",
    "- <code>requests.old</code>: function removed; used by 2&#58; one, …",
    "- <code>requests.compat</code>: function removed; used by two",
    ...Array.from({ length: 3 }, () => expect.any(String)),
    "</details>",
  ]);
});

test("where nothing that is used is lost, that is said", async () => {
  await openUpgrade();
  await addShards(requests("3.0", ["Session", "old", "compat"]));
  await report();
  expect(at.comments()[0]).toContain("it still has all that they use of 2.0");
});

test("a package that is removed has those who depend on it, too; one that nobody uses is not told", async () => {
  await at.openPull("org/graph", {
    "pkginfo/requests.yaml": null,
    "pkginfo/four.yaml": "name: four\nversion: 1.0\n",
  });
  at.addReport([{ ...explored, stem: "four", name: "four" }]);
  await report();
  expect(at.comments()[0]).toContain("<code>requests</code>: 3 of the 5 distributions");
  expect(at.comments()[0]).not.toContain("<code>four</code>: ");
});

test.each([
  ["is not there", undefined],
  ["is cut off", (path: string) => truncate(path, 60)],
] as const)("where the shard of the new release %s, only who depends is told", async (_, change) => {
  await openUpgrade();
  if (change !== undefined) {
    await addShards(NEWER, change);
  }
  const run = await report();
  expect(run.exitCode, run.stdout).toBe(0);
  expect(run.stdout).toContain("What requests 3.0 changes is not known");
  expect(at.comments()[0]).toContain("3 of the 5 distributions of run 2026-11-23 depend on it");
  expect(at.comments()[0]).not.toContain("no longer has");
  expect(at.comments()[0]).toContain("<code>requests</code> 2.0 → 3.0: not compared");
});

test("a release that nobody depends on is compared, too", async () => {
  await at.openPull("org/graph", { "pkginfo/four.yaml": 'name: four\nversion: "2.0"\n' });
  at.addReport([{ ...explored, stem: "four", name: "four", version: "2.0" }]);
  const key = shardObjectKey(await keepModule(folderStore(join(folder, "made")), "four", { version: "2.0" }));
  const shard = await readFile(join(folder, "made", key));
  at.github.addArtifact({ run: 100, name: "shards-0", zip: zipOf([`store/${key}`, shard]) });
  const run = await report();
  expect(run.exitCode, run.stdout).toBe(0);
  expect(at.comments()[0]).toContain("<code>four</code> 1.0 → 2.0: 0 breaking");
  expect(at.comments()[0]).not.toContain("Who would notice");
});

test("without a store, a run or a graph there the comment is as without, and the log says why", async () => {
  await openUpgrade();
  await addShards();
  await rm(join(folder, "graph", "runs", "2026-11-23", "graph.json"));
  // It comes with latest.json, too.
  const path = join(folder, "graph", "latest.json");
  const { checksum: _, graph: _graph, ...latest } = JSON.parse(await readFile(path, "utf8"));
  await writeFile(path, JSON.stringify(latest));
  for (const store of ["", server.address, `${server.address}/elsewhere`, "https://127.0.0.1:1"]) {
    const run = await report(store);
    expect(run.exitCode, run.stdout).toBe(0);
    expect(run.stdout.includes("Who uses what changes is not known")).toBe(store !== "");
    expect(at.comments()).toEqual([expect.stringContaining("1 of 1 package explored")]);
    expect(at.comments()[0]).not.toContain("Who would notice");
  }
});
