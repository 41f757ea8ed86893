import { hash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { names } from "../../ask/names.ts";
import { showNode } from "../../ask/view.ts";
import { partKey } from "../../page/graph-keys.ts";
import type { ObjectReader } from "../../page/object-reader.ts";
import type { ShardNode } from "../../shard/records.ts";
import { folderStore } from "../../store/folder-store.ts";
import { openKeptShard } from "../../store/kept-shard.ts";
import type { ShardEntry } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";
import { keepTinyShard } from "../../store/testing/tiny-run.ts";
import { headGraph } from "../kept/asked-graph.ts";
import { OpenGraph } from "../questions/open-graph.ts";
import { keepModule } from "../testing/module-shard.ts";
import { PartialShard } from "./partial-shard.ts";

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-objects-"));
  store = folderStore(folder);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** One whose docstrings take several row groups. */
async function keepLong(): Promise<ShardEntry> {
  const ids = Array.from({ length: 400 }, (_, index) => `long.name${index}`);
  return await keepModule(store, "long", {
    nodes: [
      ...ids.map((id): [string, ShardNode["kind"], Partial<ShardNode>] => [
        id,
        "function",
        // What cannot be packed.
        { doc: Array.from({ length: 16 }, (_, line) => hash("sha256", `${id} ${line}`)).join(" ") },
      ]),
      ["long.Base", "class", { members: { own: "long.name7" } }],
      [
        "long.Heir",
        "class",
        {
          bases: ["long.Base", { distribution: null, id: "gone.Gone" }],
          mro: ["long.Base", { python: "3.13", id: "builtins.object" }],
          members: { _private: "long.name9", other: "long.name300" },
        },
      ],
      ["long.value", "data", { type: "Heir" }],
    ],
    members: {
      ...Object.fromEntries(ids.map((id) => [id.slice("long.".length), id])),
      ...{ Base: "long.Base", Heir: "long.Heir", value: "long.value", again: "long.name399" },
    },
  });
}

test("gives the same as the whole shard, of every name and of what is none", async () => {
  const entries = [await keepTinyShard(store, "1.0"), await keepLong()];
  const { graph } = await headGraph(store, entries);
  const open = new OpenGraph(store, graph);
  for (const entry of entries) {
    const whole = await openKeptShard(store, entry);
    const partial = await PartialShard.open(open, entry.digest);
    const all = [...names(whole, { inherited: true })].map(({ name }) => name);
    expect(all.length).toBeGreaterThan(10);
    const others = [
      "long.Heir.own.x",
      "long.value.own",
      "tiny.things.Thing.none",
      "none",
      "tiny.nothing",
      "x:y",
    ];
    for (const name of [...all, ...others]) {
      for (const isBrief of [false, true]) {
        const found = await partial?.ask((shard) => showNode(shard, name, { isBrief }), name);
        expect([name, found]).toEqual([name, showNode(whole, name, { isBrief })]);
      }
    }
  }
  expect(await PartialShard.open(open, "f".repeat(64))).toBeUndefined();
});

test("of a long shard only the row groups are read that have what is asked for", async () => {
  const entry = await keepLong();
  const { graph } = await headGraph(store, [entry]);
  const key = partKey("records", entry.digest);
  const { sizeBytes = 0 } = (await store.stat(key)) ?? {};
  const ranges: [start: number, end: number][] = [];
  const reader: ObjectReader = {
    ...{ address: store.address, read: (one) => store.read(one) },
    readRange(one, start, end) {
      expect(one).toBe(key);
      ranges.push([start, end]);
      return store.readRange(one, start, end);
    },
  };
  const partial = await PartialShard.open(new OpenGraph(reader, graph), entry.digest);
  const found = await partial?.ask((shard) => showNode(shard, "long.name200"), "long.name200");
  expect(found).toMatchObject({ resolution: { node: { id: "long.name200" } } });
  const read = ranges.reduce((sum, [start, end]) => sum + end - start, 0);
  expect(ranges.length).toBeLessThanOrEqual(2);
  expect(read).toBeLessThan(sizeBytes);
});

test("a part that is lost, cut off, changed by a byte or another one is told by name", async () => {
  const [entry, other] = [await keepLong(), await keepTinyShard(store, "1.0")];
  const { graph } = await headGraph(store, [entry, other]);
  const key = partKey("records", entry.digest);
  const sound = (await store.read(key)) as Uint8Array;
  const changed = (place: number) =>
    sound.map((byte, index) => (index === place || index === 10 ? ~byte : byte));
  for (const body of [
    undefined,
    sound.slice(0, -1),
    sound.slice(0, 100),
    new Uint8Array(),
    changed(sound.length - 50),
    changed(sound.length / 2),
    (await store.read(partKey("records", other.digest))) as Uint8Array,
  ]) {
    await (body === undefined ? store.remove(key) : store.write(key, body));
    const asking = PartialShard.open(new OpenGraph(store, graph), entry.digest).then((partial) =>
      partial?.ask((shard) => showNode(shard, "long.name0")),
    );
    await expect(asking).rejects.toThrow(key);
  }
});
