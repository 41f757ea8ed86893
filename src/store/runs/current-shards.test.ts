import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { folderStore } from "../folder-store.ts";
import { type ShardEntry, updateHead, updateHeads } from "../layout.ts";
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

test.each(["a folder", "a bucket"])(
  "%s answers from the newest run and from what was explored by hand",
  async (kind) => {
    const asked = kind === "a folder" ? store : bucket();
    const first = await keepTinyShard(store, "1");
    expect(await versions(asked)).toEqual({ "tiny@1": "1" });
    const failed = {
      name: "b",
      version: "1",
      reason: "",
      attempts: 1,
      seconds: 0,
      status: "failed",
    } as const;
    await completeTinyRun(store, { tiny: exploredPackage(first), failed });
    await completeTinyRun(store, { tiny: exploredPackage(await keepTinyShard(store, "2")) });
    await keepTinyShard(store, "3");
    expect(await versions(asked)).toEqual({ tiny: "2", "tiny@1": "1", "tiny@2": "2", "tiny@3": "3" });
    expect(await versions(asked, "2026-11-23")).toEqual({ tiny: "1" });
    await store.remove("head.json");
    expect(await versions(asked)).toEqual({ tiny: "2" });
    await store.remove("latest.json");
    expect(await versions(asked)).toEqual({ tiny: "2" });
  },
);

test("of a run and the head, what was confirmed later answers for a package", async () => {
  const [one, two] = [await keepTinyShard(store, "1"), await keepTinyShard(store, "2")];
  const ran = (shard: ShardEntry, confirmedAt?: string) =>
    completeTinyRun(store, { tiny: { ...exploredPackage(shard), ...(confirmedAt && { confirmedAt }) } });
  const explored = (shard: ShardEntry, confirmedAt: string) =>
    updateHeads(store, new Map([["tiny", shard]]), confirmedAt);
  const answers = async () => (await versions(store)).tiny;
  await ran(one);
  await explored(two, "2026-11-24T10:00:00.000Z");
  expect(await answers()).toBe("2");
  await ran(one, "2026-11-24T11:00:00.000Z");
  expect(await answers()).toBe("1");
  // Later than this run began, by a run that was slower.
  await explored(two, "2026-11-24T09:00:00.000Z");
  expect(await answers()).toBe("1");
  await explored(two, "2026-11-24T12:00:00.000Z");
  expect(await answers()).toBe("2");
});

test("a time that is still to come answers for nothing that has another", async () => {
  const [one, two] = [await keepTinyShard(store, "1"), await keepTinyShard(store, "2")];
  await updateHeads(store, new Map([["tiny", two]]), "2999-01-01T00:00:00.000Z");
  expect((await versions(store)).tiny).toBe("2");
  await completeTinyRun(store, { tiny: exploredPackage(one) });
  expect((await versions(store)).tiny).toBe("1");
  await updateHead(store, "tiny", two);
  expect((await versions(store)).tiny).toBe("2");
});

test("a run of which the packages are gone, or another run's, is not passed over", async () => {
  await completeTinyRun(store, { tiny: exploredPackage(await keepTinyShard(store, "1")) });
  await completeTinyRun(store, { tiny: exploredPackage(await keepTinyShard(store, "2")) });
  const others = (await store.read("runs/2026-11-23/packages.json")) as Uint8Array;
  await store.write("runs/2026-11-23.2/packages.json", others);
  await expect(currentShards(store)).rejects.toThrow("and runs/2026-11-23.2/manifest.json says");
  await store.remove("runs/2026-11-23.2/packages.json");
  await expect(currentShards(store)).rejects.toThrow("there is no such object");
});

test("a run that is not there, or not finished, is told", async () => {
  await reserveRun(store, TINY_START);
  await expect(currentShards(store, "2026-11-23")).rejects.toThrow("no finished run 2026-11-23");
  await expect(currentShards(store, "2026-11-24")).rejects.toThrow(`runs list --store ${store.address}`);
});
