import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { folderStore } from "../folder-store.ts";
import type { Store } from "../store.ts";
import { completeTinyRun, exploredPackage, keepTinyShard, TINY_START } from "../testing/tiny-run.ts";
import { currentShards } from "./current-shards.ts";
import { reserveRun } from "./reservation.ts";

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-current-"));
  store = folderStore(folder);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** The same store, as if it were a bucket. */
function bucket(): Store {
  const { folder: _folder, ...rest } = store;
  return rest;
}

async function versions(of: Store, run?: string): Promise<Record<string, string>> {
  const shards = await currentShards(of, run);
  return Object.fromEntries(Object.entries(shards).map(([stem, { version }]) => [stem, version]));
}

test("a folder answers from what was explored newest, a bucket from the newest run, each from the other without", async () => {
  const first = await keepTinyShard(store, "1");
  expect(await versions(bucket())).toEqual({ "tiny@1": "1" });
  const failed = { name: "b", version: "1", reason: "", attempts: 1, seconds: 0, status: "failed" } as const;
  await completeTinyRun(store, { tiny: exploredPackage(first), failed });
  await completeTinyRun(store, { tiny: exploredPackage(await keepTinyShard(store, "2")) });
  await keepTinyShard(store, "3");
  expect(await versions(store)).toEqual({ "tiny@1": "1", "tiny@2": "2", "tiny@3": "3" });
  expect(await versions(bucket())).toEqual({ tiny: "2" });
  expect(await versions(store, "2026-11-23")).toEqual({ tiny: "1" });
  await store.remove("head.json");
  expect(await versions(store)).toEqual({ tiny: "2" });
});

test("a run that is not there, or not finished, is told", async () => {
  await reserveRun(store, TINY_START);
  await expect(currentShards(store, "2026-11-23")).rejects.toThrow("no finished run 2026-11-23");
  await expect(currentShards(store, "2026-11-24")).rejects.toThrow("runs list");
});
