import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { tinyShard } from "../../shard/testing/tiny-shard.ts";
import { writeShard } from "../../shard/writer.ts";
import { folderStore } from "../folder-store.ts";
import { HEAD_KEY, recordExplored, type ShardEntry, shardObjectKey, updateHead } from "../layout.ts";
import { LATEST_KEY, type RunRecord, readRunRecord, runKeys } from "../runs/record.ts";
import { reserveRun } from "../runs/reservation.ts";
import type { Store } from "../store.ts";
import { storedJson } from "../stored-json.ts";
import { completeTinyRun, exploredPackage, TINY_START } from "../testing/tiny-run.ts";
import { verifyStore } from "./verify.ts";

let folder: string;
let store: Store;
let entry: ShardEntry;
let shardPath: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-verify-"));
  store = folderStore(join(folder, "store"));
  entry = await keep("1.0", "b");
  shardPath = await store.localPath(shardObjectKey(entry));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Keeps a shard as `explore` does. */
async function keep(version: string, keyLetter: string): Promise<ShardEntry> {
  const content = tinyShard();
  content.header.distribution.version = version;
  const path = join(folder, "made.gz");
  const { digest, sizeBytes } = await writeShard(path, content);
  const kept: ShardEntry = {
    name: "tiny",
    version,
    python: "3.13",
    importNames: ["tiny"],
    digest,
    shardKey: keyLetter.repeat(64),
    sizeBytes,
    nodes: content.nodes.length,
    modules: 3,
    problems: 1,
    exploredAt: "2026-11-23T00:00:00Z",
  };
  await store.adopt(shardObjectKey(kept), path);
  await recordExplored(store, kept);
  await updateHead(store, `tiny@${version}`, kept);
  return kept;
}

async function faults(): Promise<string[]> {
  return (await verifyStore(store)).faults.map(({ key, message }) => `${key}: ${message}`);
}

test("a sound store has no faults, also with versions that are encoded", async () => {
  const second = await keep("1!2.0+cpu", "c");
  expect(await verifyStore(store)).toEqual({
    shards: 2,
    keys: 2,
    packages: 2,
    runs: 0,
    unfinishedRuns: 0,
    sizeBytes: entry.sizeBytes + second.sizeBytes,
    faults: [],
  });
});

test("a place that is no store is told, and not called sound", async () => {
  const verified = (name: string) => verifyStore(folderStore(join(folder, name)));
  await expect(verified("none")).rejects.toThrow("there is no such folder");
  await writeFile(join(folder, "file"), "text");
  await expect(verified("file")).rejects.toThrow("it is a file, and no folder");
  await mkdir(join(folder, "other", "src"), { recursive: true });
  await expect(verified("other")).rejects.toThrow("nothing of importgraph is in this folder");
});

test("a shard that is cut off, or has one other byte, is a fault", async () => {
  await truncate(shardPath, 200);
  expect(await faults()).toEqual([expect.stringMatching(/^shards\/tiny\/1\.0\/.*: .*cut off/)]);
  await rm(shardPath);
  await keep("1.0", "b");
  const bytes = await readFile(shardPath);
  bytes[300] = (bytes[300] ?? 0) ^ 1;
  await writeFile(shardPath, bytes);
  expect(await faults()).toHaveLength(1);
});

test("a shard under another's name is a fault", async () => {
  const other = shardObjectKey({ ...entry, name: "other", digest: "e".repeat(64) });
  await store.write(other, await readFile(shardPath));
  const renamed = shardObjectKey({ ...entry, name: "other" });
  await store.write(renamed, await readFile(shardPath));
  await store.write("shards/stray.txt", "");
  expect((await faults()).sort()).toEqual(
    [
      `${other}: its lines have the digest ${entry.digest}`,
      `${renamed}: is a shard of tiny 1.0`,
      "shards/stray.txt: is not where a shard is kept: expected shards/<name>/<version>/<digest>.jsonl.gz",
    ].sort(),
  );
});

test("the shard of a local artifact has a version of its own", async () => {
  const local = { ...entry, version: "1.0+local.0123456789ab" };
  await store.write(shardObjectKey(local), await readFile(shardPath));
  expect(await faults()).toEqual([]);
});

test("a shard that is gone is told where something leads to it", async () => {
  await store.remove(shardObjectKey(entry));
  expect(await faults()).toEqual([
    `${HEAD_KEY}: leads to ${shardObjectKey(entry)}, which is not there`,
    `keys/${entry.shardKey}.json: leads to ${shardObjectKey(entry)}, which is not there`,
  ]);
});

test("keys and a head that are damaged are told beside the others", async () => {
  await store.write(HEAD_KEY, "{");
  await store.write(`keys/${"d".repeat(64)}.json`, "{}");
  await store.write(
    `keys/${"e".repeat(64)}.json`,
    (await store.read(`keys/${entry.shardKey}.json`)) as Uint8Array,
  );
  const all = await faults();
  expect(all).toHaveLength(3);
  expect(all.find((fault) => fault.startsWith(HEAD_KEY))).toContain("is not JSON");
  expect(all.find((fault) => fault.includes("dddd"))).toContain("keys/");
  expect(all.find((fault) => fault.includes("eeee"))).toContain("is the record of another key");
});

describe("runs", () => {
  const keys = runKeys("2026-11-23");

  test("are read with all that they consist of, and one of them alone", async () => {
    await keep("2.0", "c");
    await completeTinyRun(store, { tiny: exploredPackage(entry) });
    await reserveRun(store, TINY_START);
    expect(await verifyStore(store)).toMatchObject({ runs: 1, unfinishedRuns: 1, shards: 2, faults: [] });
    const one = await verifyStore(store, { run: "2026-11-23" });
    expect(one).toMatchObject({ runs: 1, shards: 1, packages: 1, sizeBytes: entry.sizeBytes, faults: [] });
    await expect(verifyStore(store, { run: "2026-11-23.2" })).rejects.toThrow("no finished run 2026-11-23.2");
  });

  test("whose objects are gone, or changed, are faults", async () => {
    await completeTinyRun(store, { tiny: exploredPackage(entry) });
    await store.write(keys.log, "forged\n");
    await store.write(
      keys.packages,
      storedJson({ packages: { tiny: exploredPackage({ ...entry, version: "3" }) } }),
    );
    const changed = await faults();
    expect(changed).toHaveLength(3);
    expect(changed[0]).toMatch(/out\.log: has 7 bytes with the SHA-256 .* and .*manifest\.json says 9 bytes/);
    expect(changed.join("\n")).toContain(`${keys.packages}: tiny has shards/tiny/3/`);
    await Promise.all([keys.log, keys.packages].map((key) => store.remove(key)));
    expect(await faults()).toEqual(
      [keys.log, keys.packages].map((key) => `${keys.manifest}: leads to ${key}, which is not there`),
    );
    const alone = (await verifyStore(store, { run: "2026-11-23" })).faults;
    expect(alone.map(({ message }) => message)).toEqual(
      [keys.log, keys.packages].map((key) => `leads to ${key}, which is not there`),
    );
  });

  test("of which the latest is not said, or the beginning is damaged, are a fault", async () => {
    await completeTinyRun(store, { tiny: exploredPackage(entry) });
    await store.remove(LATEST_KEY);
    expect(await faults()).toEqual([
      `${LATEST_KEY}: is not there, and the newest finished run is 2026-11-23`,
    ]);
    await store.write(
      LATEST_KEY,
      storedJson({ run: "2026-11-23", manifest: keys.manifest, finishedAt: entry.exploredAt }),
    );
    const { format: _format, ...record } = (await readRunRecord(store, "2026-11-23")) as RunRecord;
    await store.write(keys.run, storedJson({ ...record, author: "somebody-else" }));
    expect(await faults()).toEqual([
      `${keys.run}: does not say what ${keys.manifest} says of the run's beginning`,
    ]);
  });

  test("of which the latest is none are a fault", async () => {
    await completeTinyRun(store, {});
    await store.remove(keys.manifest);
    expect(await faults()).toEqual([`${LATEST_KEY}: leads to ${keys.manifest}, which is not there`]);
  });
});
