import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { InputError } from "../../errors/input-error.ts";
import { type Graph, INDEX_NAMES, type IndexName } from "../../page/graph-document.ts";
import { partKey, segmentKey } from "../../page/graph-keys.ts";
import { folderStore } from "../../store/folder-store.ts";
import { type ShardEntry, shardObjectKey } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";
import { keepTinyShard } from "../../store/testing/tiny-run.ts";
import { makeGraph } from "./make-graph.ts";
import { orderOf, segmentRows } from "./segments.ts";

let folder: string;
let store: Store;
let shards: ShardEntry[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-graph-"));
  store = folderStore(folder);
  shards = [];
  for (const name of ["tiny", "base", "third", "fourth", "fifth", "sixth", "seventh", "eighth"]) {
    shards.push(await keepTinyShard(store, "1.0", name));
  }
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** All rows of an index, over all layers, in order. */
async function rowsOf(graph: Graph, index: IndexName) {
  const rows = [];
  for (const { indexes } of graph.layers) {
    const own = segmentRows(store, index, indexes[index] ?? [], new Set(graph.dropped));
    rows.push(await Array.fromAsync(own));
    expect(rows.at(-1)).toEqual([...(rows.at(-1) ?? [])].sort(orderOf(index)));
  }
  return rows.flat().sort(orderOf(index));
}

/** Of each index the rows. */
async function contentOf(graph: Graph) {
  return Object.fromEntries(
    await Promise.all(INDEX_NAMES.map(async (index) => [index, await rowsOf(graph, index)] as const)),
  );
}

const first = (count: number) => shards.slice(0, count);

test("nodes, and what is called otherwise than it is, are found by any end of their names", async () => {
  const { graph } = await makeGraph(store, first(1), undefined);
  const [tiny] = shards;
  const names = await rowsOf(graph, "names");
  const owner = { distribution: "tiny", version: "1.0", shard: tiny?.digest };
  const own = { to_distribution: "tiny", to_version: "1.0" };
  const node = { to_distribution: null, to_version: null, to_id: null };
  expect(names.filter(({ key }) => String(key).startsWith("Thing."))).toEqual([
    { ...owner, ...node, key: "Thing.things.tiny", id: null, kind: "class", public: true },
    {
      ...{ ...owner, ...own, key: "Thing.tiny", id: null, kind: "class", public: true },
      to_id: "tiny.things.Thing",
    },
  ]);
  expect(names.find(({ key }) => key === "parts.tiny")).toMatchObject({
    kind: null,
    to_distribution: "base",
  });
  expect(names.filter(({ key }) => key === "retry.tiny").map(({ id }) => id)).toEqual([null, "tiny:retry"]);
});

test("words, import names and sizes are told", async () => {
  const { graph } = await makeGraph(store, first(1), undefined);
  const words = await rowsOf(graph, "words");
  expect(words.filter(({ key }) => key === "thing").map(({ id }) => id)).toEqual([
    "tiny.make",
    "tiny.things.Thing",
  ]);
  expect(words.find(({ key }) => key === "thing")).toMatchObject({ summary: null });
  expect(words.find(({ key, id }) => key === "thing" && id === "tiny.things.Thing")).toMatchObject({
    ...{ name: "tiny.Thing", summary: "A thing." },
  });
  expect(await rowsOf(graph, "import-names")).toMatchObject([
    { key: "tiny", distribution: "tiny", file: "tiny/__init__.py", modules: 4, names: 7 },
  ]);
  expect(await rowsOf(graph, "distributions")).toMatchObject([
    { key: "tiny", version: "1.0", nodes: 11, problems: 1, import_names: ["tiny"] },
  ]);
});

test("what is used of others is told by object, and of each distribution as a whole", async () => {
  const { graph } = await makeGraph(store, first(1), undefined);
  const rows = await rowsOf(graph, "dependents");
  const use = { how: ["base", "call", "import"], keywords: ["name"], count: 3, places: 2 };
  const place = { in: "tiny.things.Thing", file: "tiny/things.py", line: 5 };
  expect(rows).toMatchObject([
    { ...use, ...place, key: "base ", to_version: "2.0", required: true },
    { ...use, ...place, key: "base base.core.Base", to_version: "2.0", required: null, positional: 0 },
    { key: "extras ", to_version: null, required: null, count: 0, places: 0, in: null },
  ]);
});

test("a graph that grows shard by shard holds what one holds that is made at once", async () => {
  const { graph: atOnce } = await makeGraph(store, shards, undefined);
  expect(atOnce.layers).toHaveLength(1);
  let grown: Graph | undefined;
  for (let count = 1; count <= shards.length; count++) {
    const made = await makeGraph(store, first(count), grown);
    grown = made.graph;
    expect(made.added).toBe(1);
    expect(made.parts.size).toBe(count);
    expect(grown.layers.length).toBeLessThanOrEqual(3);
    expect(grown.shards).toBe(count);
  }
  expect(await contentOf(grown as Graph)).toEqual(await contentOf(atOnce));
  expect((await makeGraph(store, shards, grown)).graph).toEqual(grown);
});

test("what is not in it any more is dropped, and taken out when that is much", async () => {
  const { graph } = await makeGraph(store, shards, undefined);
  const { graph: fewer } = await makeGraph(store, first(7), graph);
  expect(fewer).toMatchObject({ shards: 7, dropped: [shards[7]?.digest], layers: graph.layers });
  const { graph: few } = await makeGraph(store, first(2), fewer);
  expect(few).toMatchObject({ shards: 2, dropped: [] });
  expect(await contentOf(few)).toEqual(await contentOf((await makeGraph(store, first(2), undefined)).graph));
  // What was dropped and comes again is known.
  const again = await makeGraph(store, shards, fewer);
  expect(again).toMatchObject({ added: 0, graph: { dropped: [], layers: graph.layers } });
});

test("of a graph of which a segment is damaged or lost, all is made again, and that is said", async () => {
  const { graph } = await makeGraph(store, shards, undefined);
  const [segment] = graph.layers[0]?.indexes.distributions ?? [];
  const key = segmentKey("distributions", segment?.digest ?? "");
  const sound = (await store.read(key)) as Uint8Array;
  for (const body of [
    undefined,
    sound.slice(0, 50),
    sound.map((byte, index) => (index === 40 ? ~byte : byte)),
  ]) {
    await (body === undefined ? store.remove(key) : store.write(key, body));
    const said: string[] = [];
    const made = await makeGraph(store, shards, graph, { say: (line) => said.push(line) });
    expect(said.join("\n")).toContain(key);
    expect(made.graph).toEqual(graph);
    expect(await store.read(key)).toEqual(sound);
  }
});

test("a part that is lost is made again with its shard", async () => {
  const { graph } = await makeGraph(store, shards, undefined);
  const key = partKey("nodes", shards[0]?.digest ?? "");
  const sound = await store.read(key);
  await store.remove(key);
  await makeGraph(store, shards, undefined);
  expect(await store.read(key)).toEqual(sound);
  expect(graph.shards).toBe(8);
});

test("several threads make the same as one", async () => {
  const { graph, parts } = await makeGraph(store, first(5), undefined, { threads: 1 });
  const made: number[] = [];
  const elsewhere = folderStore(join(folder, "elsewhere"));
  for (const shard of first(5)) {
    await elsewhere.send(shardObjectKey(shard), await store.localPath(shardObjectKey(shard)));
  }
  const onProgress = (count: number) => made.push(count);
  const threaded = await makeGraph(elsewhere, first(5), undefined, { threads: 3, onProgress });
  expect(threaded.graph).toEqual(graph);
  expect(new Map([...threaded.parts].sort())).toEqual(new Map([...parts].sort()));
  expect(made).toEqual([1, 2, 3, 4, 5]);
  expect(await contentOf(threaded.graph)).toEqual(await contentOf(graph));
});

test("what is wrong with a shard is told by a thread as it is here", async () => {
  const key = shardObjectKey(shards[2] as ShardEntry);
  await store.write(key, ((await store.read(key)) as Uint8Array).slice(0, 200));
  const made = async (threads: number) => await makeGraph(store, shards, undefined, { threads });
  const here = await made(1).catch((error: unknown) => error);
  expect(here).toBeInstanceOf(InputError);
  expect(String(here)).toContain(key);
  await expect(made(2)).rejects.toEqual(here);
});

test("threads that are stopped in the middle say so, and leave nothing that leads to what is not there", async () => {
  const controller = new AbortController();
  const onProgress = () => controller.abort(new Error("stopped by a person"));
  const making = makeGraph(store, shards, undefined, { threads: 2, onProgress, signal: controller.signal });
  await expect(making).rejects.toThrow("stopped by a person");
  const { graph } = await makeGraph(store, shards, undefined, { threads: 2 });
  expect((await rowsOf(graph, "distributions")).map(({ key }) => key)).toHaveLength(shards.length);
});
