import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HEAD_GRAPH_KEY } from "../../page/graph-keys.ts";
import { prune } from "../../store/care/prune.ts";
import { verifyStore } from "../../store/care/verify.ts";
import { folderStore } from "../../store/folder-store.ts";
import type { ShardEntry } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";
import { completeTinyRun, keepTinyShard } from "../../store/testing/tiny-run.ts";
import { OpenGraph } from "../questions/open-graph.ts";
import { whereis } from "../questions/whereis.ts";
import { graphRun } from "../testing/graph-run.ts";
import { headGraph } from "./asked-graph.ts";

let folder: string;
let store: Store;
let shards: ShardEntry[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-head-"));
  store = folderStore(folder);
  shards = [await keepTinyShard(store, "1.0"), await keepTinyShard(store, "1.0", "other")];
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const keys = async (prefix: string) => (await Array.fromAsync(store.list(prefix))).map(({ key }) => key);

const runOf = (own: readonly ShardEntry[], startedAt?: string) => graphRun(store, own, startedAt);

test("where nothing is kept, it is made in memory, with the same answers", async () => {
  const { folder: _none, ...bucket } = store;
  const inMemory = await headGraph(bucket, shards);
  expect(await keys("tables/")).toEqual([]);
  expect(await keys("indexes/")).toEqual([]);
  const kept = await headGraph(store, shards);
  expect(inMemory.graph).toEqual(kept.graph);
  const answers = [inMemory, kept].map((held) => whereis(new OpenGraph(held.store, held.graph), "tiny.make"));
  const [first, second] = await Promise.all(answers);
  expect(first).toEqual(second);
  expect(first?.owners).toHaveLength(2);
});

test("two that make it at once both have it, and the store is sound", async () => {
  const made = await Promise.all([headGraph(store, shards), headGraph(folderStore(folder), shards)]);
  expect(made[0].graph).toEqual(made[1].graph);
  expect(made.map(({ added }) => added).sort()).toEqual([0, 2]);
  expect((await verifyStore(store)).faults).toEqual([]);
});

test("a run has its graph in its manifest, and is sound; a package more costs a layer more", async () => {
  const first = await runOf(shards);
  expect(
    Object.keys(first.objects).filter((key) => /^(tables|indexes)\/|graph\.json$/.test(key)),
  ).toHaveLength(10 * 2 + 5 + 1);
  expect((await verifyStore(store, { run: first.id })).faults).toEqual([]);
  for (const name of ["third", "fourth", "fifth"]) {
    shards.push(await keepTinyShard(store, "1.0", name));
  }
  await runOf(shards);
  const before = await keys("indexes/");
  const more = await runOf([...shards, await keepTinyShard(store, "1.0", "sixth")]);
  const added = (await keys("indexes/")).filter((key) => !before.includes(key));
  expect(added).toHaveLength(5);
  expect(Object.keys(more.objects)).toEqual(expect.arrayContaining(added));
  expect((await verifyStore(store)).faults).toEqual([]);
});

test("verify tells of parts and segments that are damaged, lost or exchanged, of a run and of the head", async () => {
  await headGraph(store, shards);
  const faultsOf = async (key: string, body: Uint8Array | undefined) => {
    const sound = (await store.read(key)) as Uint8Array;
    await (body === undefined ? store.remove(key) : store.write(key, body));
    const { faults } = await verifyStore(store);
    await store.write(key, sound);
    return faults.map((fault) => `${fault.key} ${fault.message}`);
  };
  const [part = ""] = (await keys("tables/nodes/")) as [string];
  const [segment = ""] = (await keys("indexes/names/")) as [string];
  const [otherPart = ""] = (await keys("tables/members/")) as [string];
  const other = (await store.read(otherPart)) as Uint8Array;
  const cut = (await store.read(part))?.slice(0, 40);
  expect(await faultsOf(part, cut)).toEqual([`${part} is damaged, cut off, or no part of a graph`]);
  expect(
    (await faultsOf((await keys("tables/nodes/"))[1] ?? "", (await store.read(part)) as Uint8Array))[0],
  ).toContain("is another part");
  expect(await faultsOf(segment, undefined)).toEqual([`graph.json leads to ${segment}, which is not there`]);
  expect((await faultsOf(segment, other))[0]).toContain(
    `${segment} has ${other.length} bytes with the SHA-256`,
  );
  expect((await faultsOf(HEAD_GRAPH_KEY, other))[0]).toContain("graph.json is not JSON");
  const run = await runOf(shards);
  expect(await faultsOf(part, undefined)).toEqual([
    `runs/${run.id}/manifest.json leads to ${part}, which is not there`,
  ]);
});

test("prune takes parts and segments that no run and no head needs, and nothing else", async () => {
  const run = await runOf([shards[0] as ShardEntry], "2026-11-20T10:00:00.000Z");
  await headGraph(store, shards);
  const needed = [...(await keys("tables/")), ...(await keys("indexes/"))];
  const now = new Date(Date.now() + 80 * 60 * 60 * 1000);
  await prune(store, { keep: 1, now });
  expect([...(await keys("tables/")), ...(await keys("indexes/"))]).toEqual(needed);
  // The head has it no more: neither its shard nor what was made of it is needed.
  const latest = await completeTinyRun(store, {}, { startedAt: "2026-11-21T10:00:00.000Z" });
  await store.write("head.json", '{"format":1,"packages":{}}');
  await store.remove(HEAD_GRAPH_KEY);
  await prune(store, { keep: 2, now });
  expect((await keys("tables/")).every((key) => run.objects[key] !== undefined)).toBe(true);
  expect(await keys("tables/")).toHaveLength(10);
  await prune(store, { keep: 1, now });
  expect([latest.id, ...(await keys("tables/")), ...(await keys("indexes/"))]).toEqual([latest.id]);
  expect((await verifyStore(store)).faults).toEqual([]);
});
