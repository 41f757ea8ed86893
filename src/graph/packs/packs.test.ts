import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Graph, graphContent, readGraph } from "../../page/graph-document.ts";
import { packKeys, runGraphKey } from "../../page/graph-keys.ts";
import { prune } from "../../store/care/prune.ts";
import { repairStore } from "../../store/care/repair.ts";
import { verifyStore } from "../../store/care/verify.ts";
import { folderStore } from "../../store/folder-store.ts";
import { type ShardEntry, shardObjectKey } from "../../store/layout.ts";
import { copyRun } from "../../store/runs/copy.ts";
import type { Store } from "../../store/store.ts";
import { readTableLog } from "../../store/tables-log.ts";
import { keepTinyShard } from "../../store/testing/tiny-run.ts";
import { type MadeGraph, type MakeGraphOptions, makeGraph } from "../index/make-graph.ts";
import { headGraph } from "../kept/asked-graph.ts";
import { commitTables } from "../kept/commit-tables.ts";
import { ofShards } from "../kept/read-kept.ts";
import { makeRunGraph } from "../kept/run-graph.ts";
import { PartialShard } from "../objects/partial-shard.ts";
import { OpenGraph } from "../questions/open-graph.ts";
import { whereis } from "../questions/whereis.ts";
import { askSql } from "../sql/sql-session.ts";
import { TABLE_NAMES } from "../tables/columns.ts";
import { graphRun } from "../testing/graph-run.ts";
import { cutIntoPacks, type Packing } from "./plan-packs.ts";

// Each makes graphs of several shards, which takes its time where a machine is busy.
vi.setConfig({ testTimeout: 120_000 });

/** Packs from four shards on, two of which are worth one. */
const packing: Packing = { shards: 4, together: 2, bytes: 1024 * 1024 };
const never: Packing = { ...packing, shards: Number.POSITIVE_INFINITY };

let folder: string;
let store: Store;
let shards: ShardEntry[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-packs-"));
  store = folderStore(folder);
  shards = await keepShards(store);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function keepShards(into: Store): Promise<ShardEntry[]> {
  const kept: ShardEntry[] = [];
  for (const name of ["alpha", "beta", "delta", "gamma", "omega", "tiny"]) {
    kept.push(await keepTinyShard(into, "1.0", name));
  }
  return kept;
}

const made = (own: readonly ShardEntry[], previous?: Graph, options: MakeGraphOptions = {}) =>
  makeGraph(store, own, previous, { packing, ...options });

async function tableFiles(of = store): Promise<string[]> {
  const keys = (await Array.fromAsync(of.list("tables/"))).map(({ key }) => key);
  return keys.filter((key) => key.endsWith(".parquet"));
}

/** All that a graph says: the rows of all releases in all tables, and an object of each as its shard has it. */
async function said(graph: Graph, of = store): Promise<unknown> {
  const open = new OpenGraph(of, graph);
  return await Promise.all(
    open.releases().map(async (release) => {
      const tables = await Promise.all(
        TABLE_NAMES.map((table) => Array.fromAsync(open.allRowsOf(release, table))),
      );
      const one = await open.rowsOf(release, "nodes", "tiny.make");
      const object = await (await PartialShard.open(open, release.shard))?.ask((shard) =>
        shard.node("tiny.make"),
      );
      return { release, tables, one, object };
    }),
  );
}

/** How many bytes each request is for by which a graph tells some objects of one release. */
async function asked(graph: Graph, of = store): Promise<number[]> {
  const sizes: number[] = [];
  const reader = {
    ...of,
    readRange: async (key: string, start: number, end: number) => {
      sizes.push(end - start);
      return await of.readRange(key, start, end);
    },
  };
  const open = new OpenGraph(reader, graph);
  const release = open.releasesOf("gamma")[0] as ReturnType<OpenGraph["releases"]>[number];
  await (await PartialShard.open(open, release.shard))?.ask((shard) => shard.node("tiny.make"));
  const index = sizes.length;
  await open.rowsOf(release, "nodes", "tiny.make");
  await open.rowsOf(release, "uses", "tiny");
  // Its cell that leads to parts is longer where these lie in packs.
  return sizes.toSpliced(index, 1);
}

const placesOf = ({ parts }: MadeGraph, { digest }: ShardEntry) =>
  Object.values(parts.get(digest) ?? {}).map(({ within }) => within !== undefined);

test("from so many shards on parts lie in packs, which are no objects before, and the answers are the same", async () => {
  const { graph } = await made(shards);
  expect(graph.packs).toMatchObject([{ shards: 6 }]);
  expect(await tableFiles()).toEqual(packKeys(graph).sort());
  const elsewhere = folderStore(join(folder, "elsewhere"));
  await keepShards(elsewhere);
  const plain = await makeGraph(elsewhere, shards, undefined, { packing: never });
  expect(plain.graph.packs).toEqual([]);
  expect(graphContent(plain.graph)).toMatchObject({ format: 3 });
  expect(graphContent(graph)).toMatchObject({ format: 4 });
  expect(await said(graph)).toEqual(await said(plain.graph, elsewhere));
  // In as many requests, for as many bytes.
  expect(await asked(graph)).toEqual(await asked(plain.graph, elsewhere));
  expect(await whereis(new OpenGraph(store, graph), "tiny.make")).toEqual(
    await whereis(new OpenGraph(elsewhere, plain.graph), "tiny.make"),
  );
});

test("the same shards give the same packs, however many threads make them", async () => {
  const { graph, parts } = await made(shards, undefined, { threads: 1 });
  const elsewhere = folderStore(join(folder, "elsewhere"));
  await keepShards(elsewhere);
  const threaded = await makeGraph(elsewhere, shards, undefined, { packing, threads: 2 });
  expect(threaded.graph).toEqual(graph);
  expect(new Map([...threaded.parts].sort())).toEqual(new Map([...parts].sort()));
});

test("what is new has small parts beside packs until enough has come together", async () => {
  const [first, second, ...rest] = shards as [ShardEntry, ShardEntry, ...ShardEntry[]];
  const base = await made(rest);
  expect(base.graph.packs).toMatchObject([{ shards: 4 }]);
  const one = await made([first, ...rest], base.graph);
  expect(one.graph.packs).toEqual(base.graph.packs);
  expect(new Set(placesOf(one, first))).toEqual(new Set([false]));
  // Its layer stays by itself until layers are merged.
  let grown = await made([first, second, ...rest], one.graph);
  for (const name of ["kappa", "sigma", "theta"]) {
    rest.push(await keepTinyShard(store, "1.0", name));
    grown = await made([first, second, ...rest], grown.graph);
  }
  const inPacks = grown.graph.packs.reduce((sum, { shards: count }) => sum + count, 0);
  expect(inPacks).toBeGreaterThan(4);
  const atOnce = await made([first, second, ...rest]);
  expect(await said(grown.graph)).toEqual(await said(atOnce.graph));
});

test("a graph that becomes large puts together what its parts were until then", async () => {
  const few = await made(shards.slice(0, 3));
  expect(few.graph.packs).toEqual([]);
  const many = await made(shards, few.graph);
  expect(many.graph.packs.reduce((sum, { shards: count }) => sum + count, 0)).toBe(6);
  expect(await said(many.graph)).toEqual(await said((await made(shards)).graph));
});

test("packs of about the same size become one", async () => {
  const some: ShardEntry[] = [];
  let graph: Graph | undefined;
  for (let number = 0; number < 10; number++) {
    some.push(
      await keepTinyShard(store, "1.0", `more-${number}`),
      await keepTinyShard(store, "2.0", `more-${number}`),
    );
    ({ graph } = await made(some, graph));
    // Of each size, in the large layer and in the small ones: three at most.
    expect(graph.packs.length).toBeLessThan(7);
  }
  expect(graph?.packs.reduce((sum, { shards: count }) => sum + count, 0)).toBeGreaterThan(14);
});

test("a pack has no rows of a shard that is gone, and one that comes back is there again", async () => {
  const { graph } = await made(shards);
  const fewer = await made(shards.slice(1), graph);
  expect(fewer.graph.packs).toMatchObject([{ shards: 5 }]);
  expect(fewer.graph.packs).not.toEqual(graph.packs);
  const count = async (of: Graph) =>
    (await askSql(store, await new OpenGraph(store, of).releaseParts(), "SELECT COUNT(*) FROM nodes")).rows;
  const [[all]] = (await count(graph)) as [[number]];
  expect(await count(fewer.graph)).toEqual([[(all / 6) * 5]]);
  // What is asked without making anything is not asked of a pack with more in it.
  expect(ofShards(graph, shards)).toMatchObject({ packs: graph.packs });
  expect(ofShards(graph, shards.slice(1))).toBeUndefined();
  for (const key of packKeys(graph)) {
    await store.remove(key);
  }
  const again = await made(shards, fewer.graph);
  expect(again.added).toBe(0);
  expect(await said(again.graph)).toEqual(await said((await made(shards)).graph));
});

test("a graph that becomes small keeps its packs, without what is gone", async () => {
  const { graph } = await made(shards);
  const few = await made(shards.slice(0, 2), graph);
  expect(few.graph.packs).toMatchObject([{ shards: 2 }]);
  expect(await said(few.graph)).toEqual(
    await said((await makeGraph(store, shards.slice(0, 2), undefined)).graph),
  );
});

test("a pack never has two shards of one release, nor more bytes than it should", () => {
  const member = (name: string, version: string, digest: string) => ({
    address: { name, version, digest },
    parts: { records: { bytes: 10, tailBytes: 1, tailCheck: 1, rows: 1 } },
  });
  const members = [
    ...[member("b", "1", "5"), member("a", "1", "2"), member("a", "1", "1"), member("a", "2", "3")],
    member("a", `1+local.${"0".repeat(12)}`, "4"),
  ];
  const digests = (bytes: number) =>
    cutIntoPacks(members, { ...packing, bytes }).map((pack) =>
      pack.map(({ address }) => address.digest).join(""),
    );
  expect(digests(100)).toEqual(["135", "2", "4"]);
  expect(digests(20)).toEqual(["13", "5", "2", "4"]);
});

const damages: Record<string, (body: Uint8Array, other: Uint8Array) => Uint8Array | undefined> = {
  missing: () => undefined,
  "cut off": (body) => body.slice(0, body.length / 2),
  "changed by a byte": (body) => body.map((byte, index) => (index === 200 ? byte ^ 1 : byte)),
  exchanged: (_body, other) => other,
};

test.each(Object.entries(damages))(
  "a pack that is %s is told by name, and made again as it was",
  async (_what, damage) => {
    const { id } = await graphRun(store, shards, undefined, { packing });
    const graph = (await readGraph(store, runGraphKey(id))) as Graph;
    await headGraph(store, shards, { packing });
    const { files } = graph.packs[0] as Graph["packs"][number];
    const key = packKeys({
      packs: [{ shards: 6, files: { nodes: files.nodes as [string, number] } }],
    })[0] as string;
    const other = packKeys({
      packs: [{ shards: 6, files: { uses: files.uses as [string, number] } }],
    })[0] as string;
    const sound = (await store.read(key)) as Uint8Array;
    const changed = damage(sound, (await store.read(other)) as Uint8Array);
    await (changed === undefined ? store.remove(key) : store.write(key, changed));
    await expect(said(graph)).rejects.toThrow(key);
    const query = askSql(
      store,
      await new OpenGraph(store, graph).releaseParts(),
      "SELECT COUNT(*) FROM nodes",
    );
    await expect(query).rejects.toThrow(key);
    const { faults } = await verifyStore(store);
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.every((fault) => `${fault.key} ${fault.message}`.includes(key))).toBe(true);
    await repairStore(store);
    expect(await store.read(key)).toBeUndefined();
    await headGraph(store, shards, { packing, keep: true });
    expect(await store.read(key)).toEqual(sound);
    expect((await verifyStore(store)).faults).toEqual([]);
    expect(await said(graph)).toHaveLength(6);
  },
);

test("a run's manifest has its packs, its log tells them, and prune takes what nothing leads to any more", async () => {
  const small = await graphRun(store, shards.slice(0, 3), undefined, { packing });
  await commitTables(store);
  expect(Object.keys(small.objects).filter((key) => key.startsWith("tables/nodes/"))).toHaveLength(3);
  const large = await graphRun(store, shards, undefined, { packing });
  await commitTables(store);
  const files = Object.keys(large.objects).filter((key) => key.startsWith("tables/nodes/"));
  expect([...(await readTableLog(store, "nodes")).files.keys()].sort()).toEqual(
    files.map((key) => key.slice("tables/nodes/".length)).sort(),
  );
  const fewer = await graphRun(store, shards.slice(2), undefined, { packing });
  await commitTables(store);
  await headGraph(store, shards.slice(2), { packing });
  expect((await verifyStore(store)).faults).toEqual([]);
  await store.remove("head.json");
  await prune(store, { keep: 1, now: new Date("2100-01-01") });
  const graph = (await readGraph(store, runGraphKey(fewer.id))) as Graph;
  expect(packKeys(graph)).not.toEqual([]);
  expect(await tableFiles()).toEqual(
    [
      ...new Set([
        ...packKeys(graph),
        ...Object.keys(fewer.objects).filter((key) => key.startsWith("tables/")),
      ]),
    ].sort(),
  );
  expect((await verifyStore(store)).faults).toEqual([]);
  expect(await said(graph)).toHaveLength(4);
});

test("a run that is published brings its packs, and is sound there, alone and with what is there already", async () => {
  await graphRun(store, shards, undefined, { packing });
  const { id } = await graphRun(store, shards.slice(1), undefined, { packing });
  const elsewhere = folderStore(join(folder, "elsewhere"));
  await graphRun(elsewhere, [await keepTinyShard(elsewhere, "1.0", "theirs")]);
  const published = await copyRun(store, elsewhere, id, {
    makeGraph: (earlier) => async (to, record, packages) => {
      const graph = earlier === undefined ? undefined : await readGraph(store, runGraphKey(earlier));
      return await makeRunGraph(to, record, packages, { earlier: graph, packing });
    },
  });
  const graph = (await readGraph(elsewhere, runGraphKey(published.manifest.id))) as Graph;
  expect(Object.keys(published.manifest.objects)).toEqual(expect.arrayContaining(packKeys(graph)));
  expect((await verifyStore(elsewhere)).faults).toEqual([]);
  const ours = new Set(shards.map(({ digest }) => digest));
  expect(await said(graph, elsewhere)).toHaveLength(graph.releases.length);
  expect(graph.releases.filter(([, , , digest]) => ours.has(digest))).toHaveLength(5);
});

test("a shard whose part is damaged gives sound packs all the same; one that is damaged itself is told", async () => {
  const few = await made(shards.slice(0, 3));
  const [key = ""] = (await tableFiles()).filter((one) => one.startsWith("tables/members/"));
  await store.write(key, ((await store.read(key)) as Uint8Array).slice(0, -40));
  const { graph } = await made(shards, few.graph);
  expect(await said(graph)).toEqual(await said((await made(shards)).graph));
  await store.write(key, "");
  const shard = shardObjectKey(shards[0] as ShardEntry);
  await store.write(shard, ((await store.read(shard)) as Uint8Array).slice(0, 200));
  await expect(made(shards)).rejects.toThrow(shard);
});
