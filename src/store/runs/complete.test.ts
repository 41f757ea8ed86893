import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { partKey } from "../../page/graph-keys.ts";
import { folderStore } from "../folder-store.ts";
import { shardObjectKey } from "../layout.ts";
import type { Store } from "../store.ts";
import { completeTinyRun, exploredPackage, keepTinyShard, TINY_START } from "../testing/tiny-run.ts";
import { completeRun, type RunResult } from "./complete.ts";
import { LATEST_KEY, readLatest, readManifest, readRunPackages, runKeys } from "./record.ts";
import { reserveRun } from "./reservation.ts";

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-complete-"));
  store = folderStore(folder);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function result(): Promise<RunResult> {
  const shard = await keepTinyShard(store, "1!1.0+cpu");
  return {
    finishedAt: "2026-11-23T10:05:00.000Z",
    bases: { "3.13": { inputs: "b".repeat(64) } },
    packages: {
      tiny: exploredPackage(shard),
      broken: {
        ...{ name: "broken", version: "2.0", attempts: 2, seconds: 3, status: "failed", reason: "new" },
        failure: { stage: "build", message: "no compiler" },
      },
    },
    log: "begun\nfinished\n",
  };
}

test("a complete run says what it consists of, and is the latest", async () => {
  const content = await result();
  const record = await reserveRun(store, { ...TINY_START, commit: "c".repeat(40) });
  expect(await readManifest(store, record.id)).toBeUndefined();
  const manifest = await completeRun(store, record, content);
  const { tiny } = content.packages;
  const keys = runKeys("2026-11-23");
  expect(manifest).toMatchObject({
    id: "2026-11-23",
    commit: "c".repeat(40),
    counts: { explored: 1, carried: 0, failed: 1, skipped: 0, unstable: 0 },
    objects: {
      [shardObjectKey(tiny?.shard as never)]: {
        digest: tiny?.shard?.digest,
        sizeBytes: tiny?.shard?.sizeBytes,
      },
      // sha256sum says so.
      [keys.log]: {
        sizeBytes: 15,
        sha256: "5d1895c57bcef5a5b30523514b6c8ad0bd9333781c8b3065454aef0d15c03a28",
      },
      [keys.packages]: { sizeBytes: expect.any(Number) },
    },
  });
  expect(await readRunPackages(store, "2026-11-23")).toEqual(content.packages);
  expect(await readLatest(store)).toMatchObject({ run: "2026-11-23", manifest: keys.manifest });
});

test("what is complete stays as it is when it is completed again", async () => {
  const content = await result();
  const record = await reserveRun(store, TINY_START);
  const first = await completeRun(store, record, content);
  const again = await completeRun(store, record, { ...content, packages: {}, log: "another" });
  expect(again).toEqual(first);
  expect(await readRunPackages(store, record.id)).toEqual(content.packages);
});

test("a run of which an object is missing or cut off does not become complete", async () => {
  const content = await result();
  const record = await reserveRun(store, TINY_START);
  const part = partKey("nodes", "c".repeat(64));
  const objects = { [part]: { sizeBytes: 5, sha256: "d".repeat(64) } };
  await expect(completeRun(store, record, { ...content, objects })).rejects.toThrow(`${part}: the run has`);
  await store.write(part, "four");
  await expect(completeRun(store, record, { ...content, objects })).rejects.toThrow(`${part}: the run has`);
  expect(await readManifest(store, record.id)).toBeUndefined();
  await store.write(part, "five!");
  expect((await completeRun(store, record, { ...content, objects })).objects[part]).toEqual(objects[part]);
});

test("a run whose id was taken meanwhile does not become complete", async () => {
  const content = await result();
  const record = await reserveRun(store, TINY_START);
  await rm(join(folder, runKeys(record.id).run));
  const other = await completeTinyRun(store, {});
  expect(other.id).toBe(record.id);
  await expect(completeRun(store, record, content)).rejects.toThrow("is taken by another run");
  expect(await readManifest(store, record.id)).toEqual(other);
});

test("the latest run is never one that was begun earlier, whichever is finished last", async () => {
  const content = await result();
  const [first, second] = [await reserveRun(store, TINY_START), await reserveRun(store, TINY_START)];
  await completeRun(store, second, content);
  await completeRun(store, first, content);
  expect(await readLatest(store)).toMatchObject({ run: "2026-11-23.2" });
  await rm(join(folder, LATEST_KEY));
  await completeTinyRun(store, {}, { startedAt: "2026-11-22T00:00:00.000Z" });
  expect(await readLatest(store)).toMatchObject({ run: "2026-11-23.2" });
});

test("a damaged latest.json is written again, and one of a newer format is told and not overwritten", async () => {
  await completeTinyRun(store, {});
  await writeFile(join(folder, LATEST_KEY), "{");
  const { id } = await completeTinyRun(store, {});
  expect(await readLatest(store)).toMatchObject({ run: id });
  await writeFile(join(folder, LATEST_KEY), '{"format":2,"later":true}');
  await expect(completeTinyRun(store, {})).rejects.toThrow("latest.json: has format 2");
});
