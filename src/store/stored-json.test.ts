import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { folderStore } from "./folder-store.ts";
import { HEAD_KEY, keyObjectKey, readExplored, readHead, type ShardEntry } from "./layout.ts";
import { currentShards } from "./runs/current-shards.ts";
import {
  LATEST_KEY,
  readLatest,
  readManifest,
  readRunPackages,
  readRunRecord,
  runKeys,
} from "./runs/record.ts";
import type { Store } from "./store.ts";
import { completeTinyRun, exploredPackage, keepTinyShard } from "./testing/tiny-run.ts";

const ID = "2026-11-23";
const keys = runKeys(ID);

let folder: string;
let store: Store;
let entry: ShardEntry;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-json-"));
  store = folderStore(folder);
  entry = await keepTinyShard(store, "1");
  await completeTinyRun(store, { tiny: exploredPackage(entry) });
});

afterEach(() => rm(folder, { recursive: true, force: true }));

interface Kind {
  key: () => string;
  read: () => Promise<unknown>;
}

const KINDS: Readonly<Record<string, Kind>> = {
  head: { key: () => HEAD_KEY, read: () => readHead(store) },
  key: {
    key: () => keyObjectKey(entry.shardKey),
    read: () => readExplored(store, keyObjectKey(entry.shardKey)),
  },
  latest: { key: () => LATEST_KEY, read: () => readLatest(store) },
  run: { key: () => keys.run, read: () => readRunRecord(store, ID) },
  manifest: { key: () => keys.manifest, read: () => readManifest(store, ID) },
  packages: { key: () => keys.packages, read: () => readRunPackages(store, ID) },
};

test.each(Object.entries(KINDS))(
  "whatever byte of a %s is another one, reading notices it or gives the same",
  async (_name, { key, read }) => {
    const whole = Buffer.from((await store.read(key())) as Uint8Array);
    const content = await read();
    let body: Uint8Array = whole;
    // What is read comes from memory: a disk would be slow for so many.
    const { read: readDisk } = store;
    store = { ...store, read: async (asked) => (asked === key() ? body : await readDisk(asked)) };
    for (let position = 0; position < whole.length; position += 1) {
      for (const change of [0x01, 0x20, 0x80]) {
        const flipped = Buffer.from(whole);
        flipped[position] = (flipped[position] ?? 0) ^ change;
        body = flipped;
        const found = await read().catch(() => content);
        expect(found, `byte ${position} ^ ${change}`).toEqual(content);
      }
    }
  },
);

test("documents of versions that wrote no checksum are read as they are", async () => {
  const before = await currentShards(store);
  for (const { key, read } of Object.values(KINDS)) {
    if (key() === keys.packages) {
      // Its SHA-256 is in the manifest.
      continue;
    }
    const content = await read();
    const { checksum, ...document } = JSON.parse(
      new TextDecoder().decode((await store.read(key())) as Uint8Array),
    );
    expect(checksum).toMatch(/^[0-9a-f]{64}$/);
    await store.write(key(), JSON.stringify(document));
    expect(await read()).toEqual(content);
  }
  expect(await currentShards(store)).toEqual(before);
});

test("another's document under a name is refused", async () => {
  const other = await keepTinyShard(store, "2");
  await completeTinyRun(store, { tiny: exploredPackage(other) });
  const copy = async (from: string, to: string) => store.write(to, (await store.read(from)) as Uint8Array);
  await copy(keyObjectKey(other.shardKey), keyObjectKey(entry.shardKey));
  await expect(readExplored(store, keyObjectKey(entry.shardKey))).rejects.toThrow(
    "the record of another key",
  );
  const second = runKeys(`${ID}.2`);
  await copy(second.run, keys.run);
  await expect(readRunRecord(store, ID)).rejects.toThrow(`is of run ${ID}.2`);
  await copy(second.packages, keys.packages);
  await expect(readRunPackages(store, ID)).rejects.toThrow("replaced by another run's");
  await copy(second.manifest, keys.manifest);
  await expect(readManifest(store, ID)).rejects.toThrow(`is of run ${ID}.2`);
});
