import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { partKey } from "../../page/graph-keys.ts";
import { planPrune } from "../../store/care/prune-plan.ts";
import { verifyStore } from "../../store/care/verify.ts";
import { folderStore } from "../../store/folder-store.ts";
import type { ShardEntry } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";
import { checkpointKey, commitKey, lastCheckpointKey, readTableLog } from "../../store/tables-log.ts";
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
    expect((await verifyStore(store)).faults.map((fault) => fault.key)).toEqual([key]);
  }
  await store.remove(key);
  await store.remove(commitKey("nodes", 1));
  expect(await commitTables(store)).toHaveLength(2);
  await store.remove(partKey("nodes", shards[0]?.digest ?? ""));
  const messages = (await verifyStore(store)).faults.map((fault) => fault.key);
  expect(messages).toContain(commitKey("nodes", 1));
});

/** Runs of two of the shards by turns: the last of eleven has the first and the second. */
async function elevenRuns(): Promise<string> {
  let last = "";
  for (let number = 0; number < 11; number++) {
    last = await runOf(number % 2 === 0 ? shards.slice(0, 2) : shards.slice(1));
    await commitTables(store);
  }
  return last;
}

test("ten commits are told by a checkpoint, from which the log is read as from all", async () => {
  const last = await elevenRuns();
  const log = await readTableLog(store, "nodes");
  expect(log).toMatchObject({ nextVersion: 11, checkpoint: 9, run: last });
  expect([...log.files.keys()].sort()).toEqual(shards.slice(0, 2).map(fileOf).sort());
  expect(await readTableLog(store, "nodes", { isWhole: true })).toEqual(log);
  expect(JSON.parse(new TextDecoder().decode(await store.read(lastCheckpointKey("nodes"))))).toMatchObject({
    version: 9,
  });
  expect((await verifyStore(store)).faults).toEqual([]);
  await planPrune(store, { keep: 1, now: new Date("2100-01-01") }).then(({ steps }) =>
    expect(steps.flat().filter(({ key }) => key.includes("_delta_log"))).toEqual([]),
  );
});

test("a checkpoint that was not written, since somebody was killed, is made up for", async () => {
  await elevenRuns();
  for (const key of [checkpointKey("uses", 9), lastCheckpointKey("uses")]) {
    await store.remove(key);
  }
  expect(await commitTables(store)).toEqual([]);
  expect(await readTableLog(store, "uses")).toMatchObject({ nextVersion: 11, checkpoint: 10 });
  expect((await verifyStore(store)).faults).toEqual([]);
});

test("a checkpoint that is damaged, cut off, exchanged or leads nowhere is told by name", async () => {
  await elevenRuns();
  const key = checkpointKey("nodes", 9);
  const sound = (await store.read(key)) as Uint8Array;
  const other = (await store.read(checkpointKey("uses", 9))) as Uint8Array;
  for (const body of [sound.slice(0, -1), sound.slice(0, 100), new Uint8Array(), other]) {
    await store.write(key, body);
    expect((await verifyStore(store)).faults.map((fault) => fault.key)).toEqual([key]);
  }
  await store.write(key, sound.slice(0, 100));
  await expect(commitTables(store)).rejects.toThrow(key);
  await store.remove(key);
  const [fault] = (await verifyStore(store)).faults;
  expect(fault?.key).toBe(lastCheckpointKey("nodes"));
  expect(fault?.message).toContain(`${key}, which it leads to, is not there`);
  await store.remove(lastCheckpointKey("nodes"));
  await commitTables(store);
  expect((await verifyStore(store)).faults).toEqual([]);
});
