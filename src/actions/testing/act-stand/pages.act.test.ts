import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { OpenGraph } from "../../../graph/questions/open-graph.ts";
import { whereis } from "../../../graph/questions/whereis.ts";
import { graphRun } from "../../../graph/testing/graph-run.ts";
import { keepModule } from "../../../graph/testing/module-shard.ts";
import { HttpReader } from "../../../page/http-reader.ts";
import { readServedGraph } from "../../../page/served-graph.ts";
import { type FileServer, serveFiles } from "../../../page/testing/file-server.ts";
import { folderStore } from "../../../store/folder-store.ts";
import { type ActStand, setUpAct, TOOLS } from "./stand.ts";

let stand: ActStand;
let served: FileServer;

beforeAll(async () => {
  stand = await setUpAct([
    ".github",
    "baseimage",
    "src",
    "viewer",
    "package.json",
    "tsconfig.json",
    ...TOOLS,
  ]);
  await stand.commit("main", "Begin");
  const folder = join(stand.folder, "out");
  const store = folderStore(folder);
  await graphRun(store, [await keepModule(store, "one")]);
  await graphRun(store, [await keepModule(store, "two")], "2026-11-24T10:00:00.000Z");
  served = await serveFiles(folder);
});

afterAll(async () => {
  await served?.close();
  await stand?.tearDown();
});

beforeEach(() => stand.newRun());

/** The end of a full run, or the button. */
async function pages(event: "workflow_run" | "workflow_dispatch", payload: object, isOn = true) {
  const vars = { IMPORTGRAPH_STORE: served.address, ...(isOn && { IMPORTGRAPH_PAGES: "true" }) };
  return await stand.run("pages.yml", event, payload, { vars });
}

const ended = (conclusion: string) => ({ workflow_run: { id: 1, conclusion, head_branch: "main" } });

/** Which run a visitor of the site sees, and who owns a name there. */
async function seen(name: string): Promise<unknown> {
  const site = await serveFiles(join(stand.folder, "site"));
  try {
    const reader = new HttpReader(`${site.address}/store`);
    const { graph, run } = await readServedGraph(reader);
    const { owners } = await whereis(new OpenGraph(reader, graph), name);
    return [run, owners.map(({ distribution }) => distribution)];
  } finally {
    await site.close();
  }
}

test("nothing is published until a repository says so, and of no run that failed", async () => {
  for (const run of [
    await pages("workflow_run", ended("success"), false),
    await pages("workflow_run", ended("failure")),
  ]) {
    expect(run.jobs, run.log).toEqual({});
  }
});

test("after a run, the page and the latest run become the site", async () => {
  const run = await pages("workflow_run", ended("success"));
  expect(run.jobs, run.log).toEqual({ export: "succeeded", deploy: "succeeded" });
  expect(await readFile(join(stand.folder, "site", "index.html"), "utf8")).toContain(
    "<title>importgraph</title>",
  );
  expect(await seen("two")).toEqual(["2026-11-24", ["two"]]);
});

test("the button takes the run that is named", async () => {
  const run = await pages("workflow_dispatch", { inputs: { run: "2026-11-23" } });
  expect(run.jobs, run.log).toEqual({ export: "succeeded", deploy: "succeeded" });
  expect(await seen("one")).toEqual(["2026-11-23", ["one"]]);
});
