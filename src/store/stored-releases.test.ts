import { mkdtemp, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { folderStore } from "./folder-store.ts";
import { shardObjectKey } from "./layout.ts";
import { storedReleases } from "./stored-releases.ts";
import { keepTinyShard } from "./testing/tiny-run.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-releases-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test("each release has the shard that was written last, though nothing leads to it; files of a machine have none", async () => {
  const store = folderStore(folder);
  const first = await keepTinyShard(store, "1.0+cpu");
  const again = { ...first, digest: "a".repeat(64) };
  await store.write(shardObjectKey(again), "made later");
  await utimes(join(folder, shardObjectKey(first)), 1, 1);
  await keepTinyShard(store, "2.0+local.0123456789ab");
  await store.write("shards/tiny/%zz/x.jsonl.gz", "no shard");
  await store.remove("head.json");
  expect(await storedReleases(store, "tiny")).toEqual([
    { name: "tiny", version: "1.0+cpu", digest: again.digest },
  ]);
  expect(await storedReleases(store, "tin")).toEqual([]);
});
