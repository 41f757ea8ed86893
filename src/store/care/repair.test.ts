import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { folderStore } from "../folder-store.ts";
import { HEAD_KEY, keyObjectKey, type ShardEntry, shardObjectKey, updateHead } from "../layout.ts";
import { currentShards } from "../runs/current-shards.ts";
import { LATEST_KEY, readLatest, runKeys } from "../runs/record.ts";
import type { Store } from "../store.ts";
import { completeTinyRun, exploredPackage, keepTinyShard } from "../testing/tiny-run.ts";
import { repairStore } from "./repair.ts";
import { verifyStore } from "./verify.ts";

let folder: string;
let store: Store;
let first: ShardEntry;
let second: ShardEntry;
/** Explored by hand, and in no run. */
let byHand: ShardEntry;

const [older, newer] = [runKeys("2026-11-23"), runKeys("2026-11-23.2")];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-repair-"));
  store = folderStore(folder);
  first = await keepTinyShard(store, "1");
  await completeTinyRun(store, { tiny: exploredPackage(first) });
  second = await keepTinyShard(store, "2");
  await completeTinyRun(store, { tiny: exploredPackage(second) });
  byHand = await keepTinyShard(store, "1", "other");
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** What is in the store, by key. */
async function contents(): Promise<Record<string, string>> {
  const objects: [string, string][] = [];
  for (const prefix of ["shards/", "keys/", "runs/"]) {
    for await (const { key } of store.list(prefix)) {
      objects.push([key, (await readFile(join(folder, key))).toString("base64")]);
    }
  }
  for (const key of [HEAD_KEY, LATEST_KEY]) {
    objects.push([key, new TextDecoder().decode(await store.read(key))]);
  }
  return Object.fromEntries(objects);
}

/** Turns one bit in the middle of an object. */
async function damage(key: string): Promise<void> {
  const bytes = await readFile(join(folder, key));
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  await writeFile(join(folder, key), bytes);
}

async function doneTo(): Promise<string[]> {
  return (await repairStore(store)).steps.map(({ key, done }) => `${key}: ${done}`);
}

test("a sound store is left as it is", async () => {
  const before = await contents();
  expect(await repairStore(store)).toEqual({ steps: [], left: [] });
  expect(await contents()).toEqual(before);
});

/** What can be made again out of what is left, without a loss. */
const RECOVERED: Readonly<Record<string, () => string>> = {
  "the record of a key": () => keyObjectKey(second.shardKey),
  "the record of a run": () => newer.run,
  "the newest run's name": () => LATEST_KEY,
  "the log of a run": () => newer.log,
};

test.each(Object.entries(RECOVERED))("%s is made again, lost or damaged", async (_name, keyOf) => {
  const key = keyOf();
  const before = await currentShards(store);
  await damage(key);
  const damaged = (await readFile(join(folder, key))).toString();
  expect((await verifyStore(store)).faults).not.toEqual([]);
  expect(await doneTo()).toEqual([`${key}: set aside`, `${key}: made again`]);
  expect((await readFile(join(folder, "damaged", key))).toString()).toBe(damaged);
  expect((await verifyStore(store)).faults).toEqual([]);
  expect(await currentShards(store)).toMatchObject(before);
  const mended = await contents();
  expect(await repairStore(store)).toEqual({ steps: [], left: [] });
  expect(await contents()).toEqual(mended);
});

test("a damaged shard goes with what leads to it; what a run lacks is told until it is explored again", async () => {
  await damage(shardObjectKey(second));
  const { steps, left } = await repairStore(store);
  expect(steps.map(({ key, done }) => `${key}: ${done}`)).toEqual([
    `${shardObjectKey(second)}: set aside`,
    `${keyObjectKey(second.shardKey)}: removed`,
    `${HEAD_KEY}: made again`,
  ]);
  expect(left).toMatchObject([{ key: newer.manifest, leadsTo: shardObjectKey(second) }]);
  expect((await repairStore(store)).steps).toEqual([]);
  await keepTinyShard(store, "2");
  expect(await repairStore(store)).toEqual({ steps: [], left: [] });
});

test("a shard under another's name goes, and the other stays", async () => {
  await store.write(shardObjectKey(byHand), await readFile(join(folder, shardObjectKey(first))));
  await repairStore(store);
  expect((await verifyStore(store)).faults).toEqual([]);
  expect(Object.keys(await currentShards(store)).sort()).toEqual(["tiny", "tiny@1", "tiny@2"]);
});

test("a head is made again with what no run has", async () => {
  await updateHead(store, "tiny", first);
  await damage(HEAD_KEY);
  await expect(currentShards(store)).rejects.toThrow("store repair");
  expect(await doneTo()).toEqual([`${HEAD_KEY}: set aside`, `${HEAD_KEY}: made again`]);
  expect(await currentShards(store)).toMatchObject({ tiny: second, "other@1": byHand });
});

test.each([
  ["the manifest", [newer.manifest]],
  ["the packages", [newer.manifest, newer.packages]],
])(
  "a run of which %s cannot be read is finished no more, and the one before it is the newest",
  async (_what, aside) => {
    await damage(aside.at(-1) ?? "");
    expect(await doneTo()).toEqual([...aside.map((key) => `${key}: set aside`), `${LATEST_KEY}: made again`]);
    expect((await readLatest(store))?.run).toBe("2026-11-23");
    expect((await verifyStore(store)).faults).toEqual([]);
    expect((await currentShards(store)).tiny).toMatchObject(first);
  },
);

test("where no run is left, none is the newest", async () => {
  await damage(older.manifest);
  await damage(newer.manifest);
  expect(await doneTo()).toContain(`${LATEST_KEY}: removed`);
  expect((await verifyStore(store)).faults).toEqual([]);
});

test("whatever is lost, repairing once is enough, and what is left is only shards of runs", async () => {
  for (const key of Object.keys(await contents())) {
    await rm(folder, { recursive: true, force: true });
    store = folderStore(folder);
    first = await keepTinyShard(store, "1");
    await completeTinyRun(store, { tiny: exploredPackage(first) });
    await keepTinyShard(store, "2", "other");
    await completeTinyRun(store, { tiny: exploredPackage(first) });
    await store.remove(key);
    const { left } = await repairStore(store);
    expect(
      left.every(({ leadsTo }) => leadsTo?.startsWith("shards/")),
      key,
    ).toBe(true);
    expect(await repairStore(store), key).toEqual({ steps: [], left });
  }
});
