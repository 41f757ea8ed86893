import { mkdtemp, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeParts } from "../../graph/tables/parts.ts";
import { historyOf, keepReleases } from "../../history/testing/kept-history.ts";
import { folderStore } from "../folder-store.ts";
import { keyObjectKey, type ShardEntry, shardObjectKey, updateHead } from "../layout.ts";
import { keepRecipe, recipeKey } from "../recipe.ts";
import { runKeys } from "../runs/record.ts";
import { reserveRun } from "../runs/reservation.ts";
import type { Store } from "../store.ts";
import { storedJson } from "../stored-json.ts";
import { completeTinyRun, exploredPackage, keepTinyShard, TINY_START } from "../testing/tiny-run.ts";
import { prune } from "./prune.ts";
import { planPrune } from "./prune-plan.ts";
import { verifyStore } from "./verify.ts";

// Each looks at whole stores, which takes its time where a machine is busy.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
let store: Store;
const now = new Date("2026-11-23T12:00:00Z");

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-prune-"));
  store = folderStore(folder);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** A shard that no head leads to. */
async function shardOfRun(version: string): Promise<ShardEntry> {
  const entry = await keepTinyShard(store, version);
  await store.remove("head.json");
  return entry;
}

async function keys(prefix: string): Promise<string[]> {
  return (await Array.fromAsync(store.list(prefix))).map(({ key }) => key);
}

/** Runs of versions 1 to 4; each has its own shard, and all have one in common. */
async function fourRuns(): Promise<ShardEntry[]> {
  const common = await shardOfRun("9");
  const entries: ShardEntry[] = [];
  for (const version of ["1", "2", "3", "4"]) {
    const entry = await shardOfRun(version);
    entries.push(entry);
    await completeTinyRun(store, { own: exploredPackage(entry), common: exploredPackage(common) });
  }
  return [...entries, common];
}

test("what histories are made of stays, though no head and no run leads to it", async () => {
  const [first, second] = await keepReleases(store, "web", { "1.0": {}, "2.0": {} });
  await store.remove("head.json");
  await historyOf(store, first === undefined ? [] : [first]);
  await prune(store, { keep: 1, now: new Date("2036-01-01") });
  expect(await keys("shards/")).toEqual(first && [shardObjectKey(first)]);
  expect(await keys("shards/")).not.toContain(second && shardObjectKey(second));
  expect(await keys("keys/")).toEqual(first && [keyObjectKey(first.shardKey)]);
});

test("what only older runs need is deleted, what others need too is not", async () => {
  const [first, second, third, fourth, common] = (await fourRuns()) as [
    ShardEntry,
    ShardEntry,
    ShardEntry,
    ShardEntry,
    ShardEntry,
  ];
  const plan = await planPrune(store, { keep: 2, now });
  expect(plan).toMatchObject({
    keptRuns: ["2026-11-23.3", "2026-11-23.4"],
    deletedRuns: ["2026-11-23", "2026-11-23.2"],
  });
  const dead = [first, second].flatMap((entry) => [shardObjectKey(entry), keyObjectKey(entry.shardKey)]);
  const planned = plan.steps.flat().map(({ key }) => key);
  expect(planned.filter((key) => !key.startsWith("runs/")).sort()).toEqual(dead.sort());
  expect(await keys("shards/")).toHaveLength(5);

  const pruned = await prune(store, { keep: 2, now });
  expect(pruned).toMatchObject({ deleted: planned.length, deletedRuns: plan.deletedRuns });
  expect(await keys("shards/")).toEqual([third, fourth, common].map(shardObjectKey).sort());
  expect(await keys("keys/")).toHaveLength(3);
  expect(await keys("runs/2026-11-23.2/")).toEqual([]);
  expect((await verifyStore(store)).faults).toEqual([]);
  expect(await prune(store, { keep: 2, now })).toMatchObject({ deleted: 0 });
  // What was deleted is not taken for an id that is free.
  expect((await reserveRun(store, TINY_START)).id).toBe("2026-11-23.5");
});

test("after each single deletion nothing leads to what is not there", async () => {
  const [entry] = (await fourRuns()) as [ShardEntry];
  await makeParts(store, entry);
  for (let left = 1; left > 0; ) {
    const plan = await planPrune(store, { keep: 1, now });
    const [next] = plan.steps.flat();
    left = plan.steps.flat().length;
    if (next !== undefined) {
      await store.remove(next.key);
      expect((await verifyStore(store)).faults).toEqual([]);
    }
  }
  expect(await keys("shards/")).toHaveLength(2);
  expect(await keys("tables/")).toEqual([]);
});

test("what the head leads to stays, with its key and its parts", async () => {
  const [entry] = (await fourRuns()) as [ShardEntry];
  await updateHead(store, "tiny", entry);
  await makeParts(store, entry);
  const parts = await keys("tables/");
  await prune(store, { keep: 1, now });
  expect(await keys("shards/")).toContain(shardObjectKey(entry));
  expect(await keys("keys/")).toContain(keyObjectKey(entry.shardKey));
  expect(await keys("tables/")).toEqual(parts);
  expect((await verifyStore(store)).faults).toEqual([]);
});

describe("an unfinished run", () => {
  async function unfinished(startedAt: string): Promise<[listed: ShardEntry, unlisted: ShardEntry]> {
    const [listed, unlisted] = [await shardOfRun("5"), await shardOfRun("6")];
    await completeTinyRun(store, {}, { startedAt: "2026-11-21T00:00:00Z" });
    await reserveRun(store, { ...TINY_START, startedAt, objects: [shardObjectKey(listed)] });
    const old = new Date("2026-11-01T00:00:00Z");
    await utimes(await store.localPath(shardObjectKey(listed)), old, old);
    const written = new Date(Date.parse(startedAt) + 60_000);
    await utimes(await store.localPath(shardObjectKey(unlisted)), written, written);
    return [listed, unlisted];
  }

  test("of yesterday keeps what it lists, and what was written since it began", async () => {
    const entries = await unfinished("2026-11-22T13:00:00Z");
    const old = await shardOfRun("7");
    await utimes(await store.localPath(shardObjectKey(old)), 0, 0);
    const pruned = await prune(store, { keep: 1, now });
    expect(pruned).toMatchObject({ youngRuns: ["2026-11-22"], deletedRuns: [] });
    expect(await keys("shards/")).toEqual(entries.map(shardObjectKey).sort());
  });

  test("of three days ago is given up, with all that only it needs", async () => {
    await unfinished("2026-11-20T11:00:00Z");
    const pruned = await prune(store, { keep: 1, now });
    expect(pruned).toMatchObject({ youngRuns: [], deletedRuns: ["2026-11-20"], keptRuns: ["2026-11-21"] });
    expect(await keys("shards/")).toEqual([]);
    expect(await keys("keys/")).toEqual([]);
  });

  test("that begins while others are deleted is seen, and keeps what it lists", async () => {
    const entries = await fourRuns();
    const shards = entries.map(shardObjectKey);
    let isBegun = false;
    const watched: Store = {
      ...store,
      async remove(key) {
        await store.remove(key);
        if (!isBegun) {
          isBegun = true;
          await reserveRun(store, { ...TINY_START, startedAt: now.toISOString(), objects: shards });
        }
      },
    };
    const pruned = await prune(watched, { keep: 1, now });
    expect(pruned.youngRuns).toEqual(["2026-11-23.5"]);
    expect(await keys("shards/")).toEqual(shards.sort());
    expect((await verifyStore(store)).faults).toEqual([]);
  });
});

test("where it cannot be read what is needed, nothing is deleted", async () => {
  await fourRuns();
  const all = await keys("");
  for (const key of [runKeys("2026-11-23.4").manifest, "head.json", "latest.json"]) {
    const body = await store.read(key);
    await store.write(key, storedJson({ format: 2 }));
    await expect(prune(store, { keep: 1, now })).rejects.toThrow("has format 2");
    await (body === undefined ? store.remove(key) : store.write(key, body));
  }
  expect(await keys("")).toEqual(all);
});

test("a recipe goes with its shard, and before it", async () => {
  const [first] = await fourRuns();
  const kept = await keepTinyShard(store, "7");
  for (const shard of [first?.digest ?? "", kept.digest]) {
    await keepRecipe(store, { shard, imageKey: "b".repeat(64), files: { Dockerfile: "FROM base\n" } });
  }
  const { steps } = await planPrune(store, { keep: 1, now: new Date("2036-01-01") });
  const deleted = steps.flat().map(({ key }) => key);
  expect(deleted.filter((key) => key.startsWith("recipes/"))).toEqual([recipeKey(first?.digest ?? "")]);
  expect(deleted.indexOf(recipeKey(first?.digest ?? ""))).toBeLessThan(
    deleted.indexOf(first === undefined ? "" : shardObjectKey(first)),
  );
});
