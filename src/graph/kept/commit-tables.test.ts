import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { partKey } from "../../page/graph-keys.ts";
import { verifyStore } from "../../store/care/verify.ts";
import { folderStore } from "../../store/folder-store.ts";
import type { ShardEntry } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";
import { commitKey, readTableLog } from "../../store/tables-log.ts";
import { keepTinyShard } from "../../store/testing/tiny-run.ts";
import { TABLE_NAMES, TABLES } from "../tables/columns.ts";
import { graphRun } from "../testing/graph-run.ts";
import { commitTables } from "./commit-tables.ts";

let folder: string;
let store: Store;
let shards: ShardEntry[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-commits-"));
  store = folderStore(folder);
  shards = [];
  for (const name of ["tiny", "other", "third"]) {
    shards.push(await keepTinyShard(store, "1.0", name));
  }
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const runOf = async (own: readonly ShardEntry[]) => (await graphRun(store, own)).id;

const fileOf = ({ digest }: ShardEntry | { digest: string }) => `${digest}.parquet`;

async function actionsOf(version: number): Promise<Record<string, Record<string, unknown>>[]> {
  const body = await store.read(commitKey("nodes", version));
  return new TextDecoder()
    .decode(body)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

test("each run is one commit of each table, with what came and what went", async () => {
  const [tiny, other, third] = shards as [ShardEntry, ShardEntry, ShardEntry];
  const first = await runOf([tiny, other]);
  const commits = await commitTables(store);
  expect(commits).toEqual(TABLE_NAMES.map((table) => ({ table, version: 0, run: first })));
  const second = await runOf([other, third]);
  expect(await commitTables(store)).toHaveLength(TABLE_NAMES.length);
  expect(await commitTables(store)).toEqual([]);
  expect((await readTableLog(store, "nodes")).run).toBe(second);
  expect([...(await readTableLog(store, "nodes")).files.keys()].sort()).toEqual(
    [other, third].map(fileOf).sort(),
  );

  const begun = await actionsOf(0);
  expect(begun.map((action) => Object.keys(action)[0])).toEqual([
    "commitInfo",
    "protocol",
    "metaData",
    "add",
    "add",
  ]);
  expect(begun[0]?.commitInfo).toMatchObject({ runId: first, operation: "WRITE" });
  expect(begun[1]?.protocol).toEqual({ minReaderVersion: 1, minWriterVersion: 2 });
  const schema = JSON.parse(String(begun[2]?.metaData?.schemaString));
  expect(schema.fields.map((field: { name: string }) => field.name)).toEqual(
    TABLES.nodes.columns.map(({ name }) => name),
  );
  const [next, ...changes] = await actionsOf(1);
  expect(next?.commitInfo).toMatchObject({ runId: second });
  const size = (await store.stat(partKey("nodes", third.digest)))?.sizeBytes;
  expect(changes).toMatchObject([
    { remove: { path: fileOf(tiny), dataChange: true } },
    { add: { path: fileOf(third), size, stats: '{"numRecords":11}' } },
  ]);
  expect((await verifyStore(store)).faults).toEqual([]);
});

test("runs whose commits are missing, since somebody was killed, are made up for in their order", async () => {
  const ids = [await runOf(shards.slice(0, 1)), await runOf(shards.slice(0, 2)), await runOf(shards)];
  const commits = await commitTables(store);
  expect(commits.filter(({ table }) => table === "uses")).toEqual(
    ids.map((run, version) => ({ table: "uses", version, run })),
  );
  await store.remove(commitKey("uses", 2));
  expect(await commitTables(store)).toEqual([{ table: "uses", version: 2, run: ids[2] }]);
});

test("of several that commit at once, each run is told once", async () => {
  await runOf(shards);
  const all = await Promise.all([1, 2, 3].map(() => commitTables(folderStore(folder))));
  expect(
    all
      .flat()
      .map(({ table }) => table)
      .sort(),
  ).toEqual([...TABLE_NAMES].sort());
});

test("a commit that is damaged, cut off or lost is told by name, and the log can be written anew", async () => {
  await runOf(shards.slice(0, 1));
  await runOf(shards);
  await commitTables(store);
  const key = commitKey("nodes", 0);
  const sound = (await store.read(key)) as Uint8Array;
  for (const body of [
    undefined,
    sound.slice(0, -1),
    sound.slice(0, 100),
    new TextEncoder().encode("{}x\n"),
  ]) {
    await (body === undefined ? store.remove(key) : store.write(key, body));
    await expect(commitTables(store)).rejects.toThrow(key);
    expect((await verifyStore(store)).faults.map((fault) => fault.key)).toEqual(["tables/nodes/_delta_log/"]);
  }
  await store.remove(key);
  await store.remove(commitKey("nodes", 1));
  expect(await commitTables(store)).toHaveLength(2);
  await store.remove(partKey("nodes", shards[0]?.digest ?? ""));
  const messages = (await verifyStore(store)).faults.map((fault) => fault.key);
  expect(messages).toContain(commitKey("nodes", 1));
});
