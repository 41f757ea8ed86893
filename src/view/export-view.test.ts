import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type TemporaryFolder, temporaryFolder } from "../exec/temporary-folder.ts";
import { OpenGraph } from "../graph/questions/open-graph.ts";
import { whereis } from "../graph/questions/whereis.ts";
import { graphRun } from "../graph/testing/graph-run.ts";
import { keepModule } from "../graph/testing/module-shard.ts";
import { historyOf } from "../history/testing/kept-history.ts";
import { HttpReader } from "../page/http-reader.ts";
import { readServedGraph } from "../page/served-graph.ts";
import { type Manner, serveFiles } from "../page/testing/file-server.ts";
import { folderStore } from "../store/folder-store.ts";
import { openHttpStore } from "../store/http-store.ts";
import { type ShardEntry, shardObjectKey } from "../store/layout.ts";
import { keepRecipe } from "../store/recipe.ts";
import type { Store } from "../store/store.ts";
import { keepTinyShard } from "../store/testing/tiny-run.ts";
import { exportView } from "./export-view.ts";
import { pageFile } from "./page-files.ts";
import { viewedStore } from "./viewed-store.ts";

const INDEX = "<!doctype html><title>importgraph</title>";
const PAGE = new Map([["index.html", pageFile("index.html", new TextEncoder().encode(INDEX))]]);

let folder: TemporaryFolder;
let store: Store;
let target: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  store = folderStore(join(folder.path, "out"));
  target = join(folder.path, "made", "site");
  await graphRun(store, [await keepModule(store, "one", { nodes: [["one.Thing", "class"]] })]);
});

afterEach(() => folder.remove());

async function exported(run?: string, from = store) {
  return await exportView(target, await viewedStore(from, run === undefined ? {} : { run }), { page: PAGE });
}

/** What a server of the folder's files answers of a name. */
async function owners(name: string, manner?: Manner): Promise<unknown> {
  const server = await serveFiles(target, manner);
  try {
    const reader = new HttpReader(`${server.address}/store`);
    const { graph, run } = await readServedGraph(reader);
    const answer = await whereis(new OpenGraph(reader, graph), name);
    return [run, answer.owners.map(({ distribution, name: found }) => [distribution, found])];
  } finally {
    await server.close();
  }
}

const names = async () => (await readdir(target)).sort();
const settings = async () => JSON.parse(await readFile(join(target, "store.json"), "utf8"));

test.each<Manner>(["ranges", "whole"])(
  "a run is answered from as a folder by a server that sends %s",
  async (manner) => {
    expect(await exported()).toMatchObject({ pageFiles: 1, pageBytes: INDEX.length });
    expect(await names()).toEqual(["index.html", "store", "store.json"]);
    expect(await settings()).toMatchObject({ format: 1, store: "./store/", runs: ["2026-11-23"] });
    expect(await owners("one.Thing", manner)).toEqual(["2026-11-23", [["one", "one.Thing"]]]);
  },
);

test("only what the page asks for is in it", async () => {
  const { objects, storeBytes } = await exported();
  const files = (await readdir(join(target, "store"), { recursive: true, withFileTypes: true })).filter(
    (entry) => entry.isFile(),
  );
  expect(files).toHaveLength(objects);
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size),
  );
  expect(storeBytes).toBe(sizes.reduce((sum, size) => sum + size, 0));
  expect((await readdir(join(target, "store"))).sort()).toEqual(["indexes", "latest.json", "runs", "tables"]);
});

test("what the images of its releases were made of is in it, as far as the store has it", async () => {
  const two = await keepModule(store, "two");
  await keepRecipe(store, {
    shard: two.digest,
    imageKey: two.shardKey,
    files: { Dockerfile: "FROM base\n" },
  });
  await graphRun(store, [two], "2026-11-24T10:00:00.000Z");
  await exported();
  const recipes = await readdir(join(target, "store", "recipes"));
  expect(recipes).toEqual([`${two.digest}.json`]);
});

test("a run that is not the latest, and what no run has yet, are those that are shown", async () => {
  const two = await keepModule(store, "two");
  await graphRun(store, [two], "2026-11-24T10:00:00.000Z");
  await exported("2026-11-23");
  expect(await owners("one")).toEqual(["2026-11-23", [["one", "one"]]]);
  expect(await owners("two")).toEqual(["2026-11-23", []]);
  await keepModule(store, "three");
  await exported();
  expect(await owners("three")).toEqual([undefined, [["three", "three"]]]);
  expect(await settings()).toMatchObject({ runs: [] });
});

test("releases that can be compared bring their shards, those of a history too where they are there", async () => {
  const versions = await Promise.all(
    ["1.0", "1.1", "2.0"].map((version) => keepTinyShard(store, version, "several", {})),
  );
  const { digest, ...release } = versions[0] ?? expect.fail();
  await historyOf(store, [{ ...release, digest }]);
  await graphRun(store, [versions[1], versions[2]] as ShardEntry[], "2026-11-25T10:00:00.000Z");
  await exported();
  const shards = async () => (await readdir(join(target, "store", "shards", "several"))).sort();
  expect(await shards()).toEqual(["1.0", "1.1", "2.0"]);
  expect(await readdir(join(target, "store", "shards"))).toEqual(["several"]);
  await store.remove(shardObjectKey({ ...release, digest }));
  await exported();
  expect(await shards()).toEqual(["1.1", "2.0"]);
});

test("it is made of what a server of files has, too", async () => {
  const server = await serveFiles(join(folder.path, "out"));
  try {
    await exported(undefined, openHttpStore(server.address));
  } finally {
    await server.close();
  }
  expect(await owners("one.Thing")).toEqual(["2026-11-23", [["one", "one.Thing"]]]);
});

test("an earlier export is replaced whole; a folder with anything else in it stays as it is", async () => {
  await exported();
  await writeFile(join(target, "assets.old"), "of the page before");
  await exported();
  expect(await names()).toEqual(["index.html", "store", "store.json"]);
  expect(await readdir(join(folder.path, "made"))).toEqual(["site"]);
  target = join(folder.path, "mine");
  await mkdir(target);
  await exported();
  target = join(folder.path, "theirs");
  await mkdir(target);
  await writeFile(join(target, "store.json"), '{"store":"./store/"}');
  await expect(exported()).rejects.toThrow(
    "theirs: has a file that no export made (store.json)\n  → give a folder that is empty, or not there yet",
  );
  expect(await names()).toEqual(["store.json"]);
  target = join(target, "store.json");
  await expect(exported()).rejects.toThrow("is a file: expected a folder");
});

test("an object that is damaged ends it, and nothing is left of it", async () => {
  for await (const { key } of store.list("indexes/words/")) {
    const path = join(folder.path, "out", ...key.split("/"));
    const bytes = await readFile(path);
    bytes[10] = (bytes[10] ?? 0) ^ 1;
    await writeFile(path, bytes);
  }
  await expect(exported()).rejects.toThrow(/indexes\/words\/[0-9a-f]+\.parquet: it is damaged/);
  expect(await readdir(join(folder.path, "made"))).toEqual([]);
});

test("a run that is not there is told", async () => {
  await expect(exported("2026-11-20")).rejects.toThrow("there is no finished run 2026-11-20");
});
