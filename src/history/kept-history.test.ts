import { mkdtemp, rm, truncate, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { historyFileKey, historyKey } from "../page/history-document.ts";
import { prune } from "../store/care/prune.ts";
import { repairStore } from "../store/care/repair.ts";
import { verifyStore } from "../store/care/verify.ts";
import { folderStore } from "../store/folder-store.ts";
import type { ShardEntry } from "../store/layout.ts";
import { objectKind } from "../store/object-kind.ts";
import type { Store } from "../store/store.ts";
import { historyOf, keepReleases } from "./testing/kept-history.ts";

let folder: string;
let store: Store;
let releases: ShardEntry[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-history-"));
  store = folderStore(folder);
  releases = await keepReleases(store, "web", { "1.0": {}, "2.0": {} });
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function histories(): Promise<string[]> {
  return (await Array.fromAsync(store.list("history/"))).map(({ key }) => key);
}

test("a file that a newer one has taken the place of is pruned, once nobody may wait for it", async () => {
  const first = (await historyOf(store, releases.slice(0, 1))).document;
  const second = (await historyOf(store, releases)).document;
  const [old, kept] = [first, second].map(({ digest }) => historyFileKey("web", digest)) as [string, string];
  expect(await histories()).toEqual([old, kept, historyKey("web")].sort());
  await prune(store, { keep: 1 });
  expect(await histories()).toHaveLength(3);
  const past = new Date(Date.now() - 2 * 60 * 60 * 1000);
  await utimes(join(folder, old), past, past);
  await utimes(join(folder, kept), past, past);
  await prune(store, { keep: 1 });
  expect(await histories()).toEqual([kept, historyKey("web")].sort());
  expect((await verifyStore(store)).faults).toEqual([]);
});

test("damage is found and set aside, and what led to it too", async () => {
  const { digest } = (await historyOf(store, releases)).document;
  const file = historyFileKey("web", digest);
  await truncate(await store.localPath(file), 50);
  const { faults } = await verifyStore(store);
  expect(faults.map(({ key }) => key)).toEqual([file]);
  const { steps, left } = await repairStore(store);
  expect(steps.map(({ key, done }) => `${done} ${key}`)).toEqual([
    `set aside ${file}`,
    `set aside ${historyKey("web")}`,
  ]);
  expect([left, await histories()]).toEqual([[], []]);
  expect((await historyOf(store, releases)).document.digest).toBe(digest);
});

test("a file is never another thing under its name, its document may be", () => {
  expect(objectKind(historyFileKey("web", "a".repeat(64))).isImmutable).toBe(true);
  expect(objectKind(historyKey("web")).isImmutable).toBe(false);
});
