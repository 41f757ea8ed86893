import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { partKey } from "../../page/graph-keys.ts";
import { folderStore } from "../../store/folder-store.ts";
import type { ShardEntry } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";
import { keepTinyShard } from "../../store/testing/tiny-run.ts";
import { overlayStore } from "../index/overlay-store.ts";
import type { OpenGraph } from "../questions/open-graph.ts";
import { TABLE_NAMES, TABLES } from "../tables/columns.ts";
import { graphOf } from "../testing/module-shard.ts";
import { EXAMPLES } from "./examples.ts";
import { askSql } from "./sql-session.ts";

let folder: string;
let store: Store;
let shards: ShardEntry[];
let graph: OpenGraph;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-sql-it's-"));
  store = folderStore(folder);
  shards = [await keepTinyShard(store, "1.0"), await keepTinyShard(store, "2.0", "other")];
  graph = await graphOf(store, shards);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function ask(query: string, options: Parameters<typeof askSql>[3] = {}) {
  return await askSql(store, await graph.releaseParts(), query, options);
}

test("each table is a view with the columns that are told, of all releases", async () => {
  for (const table of TABLE_NAMES) {
    const { columns } = await ask(`SELECT * FROM "${table}"`);
    expect(columns).toEqual(TABLES[table].columns.map(({ name }) => name));
  }
  expect(await ask("SELECT distribution, count(*) FROM nodes GROUP BY ALL ORDER BY ALL")).toMatchObject({
    rows: [
      ["other", 11],
      ["tiny", 11],
    ],
    isCut: false,
  });
});

test.each(EXAMPLES)("what is given for example can be asked: $asks", async ({ query }) => {
  expect((await ask(query)).columns.length).toBeGreaterThan(1);
});

test("an answer is as JSON has it, and cut where not all is wanted", async () => {
  const query =
    "SELECT 1 AS a, 9007199254740993 AS b, [1, NULL] AS c, {'x': 'y'} AS d, NULL AS e, true AS f, 1.5::DOUBLE AS g, 'nan'::DOUBLE AS h";
  expect(await ask(query)).toEqual({
    columns: ["a", "b", "c", "d", "e", "f", "g", "h"],
    rows: [[1, "9007199254740993", [1, null], { x: "y" }, null, true, 1.5, "NaN"]],
    isCut: false,
  });
  expect(await ask("FROM range(5000)", { most: 2 })).toEqual({
    columns: ["range"],
    rows: [[0], [1]],
    isCut: true,
  });
  expect((await ask("FROM range(5000)")).rows).toHaveLength(5000);
});

describe("nothing else", () => {
  test("can be read", async () => {
    const secret = join(folder, "secret.csv");
    await writeFile(secret, "a,b\n1,2\n");
    for (const query of [
      `SELECT * FROM read_csv('${secret.replaceAll("'", "''")}')`,
      "SELECT * FROM read_text('/etc/hostname')",
      "SELECT * FROM glob('/etc/*')",
      "SELECT * FROM 'https://example.org/x.parquet'",
      "SELECT (SELECT content FROM read_blob('/etc/hostname')) FROM nodes",
    ]) {
      await expect(ask(query)).rejects.toThrow(/disabled|not exist|cannot|Permission/i);
    }
  });

  test("can be done than ask one question", async () => {
    for (const query of [
      "CREATE TABLE x AS SELECT 1",
      "DROP VIEW nodes",
      "SET memory_limit = '1GB'",
      "INSTALL httpfs",
      "ATTACH ':memory:' AS x",
    ]) {
      await expect(ask(query)).rejects.toThrow("is no SELECT");
    }
    await expect(ask(`COPY (SELECT 1) TO '${partKey("nodes", shards[0]?.digest ?? "")}'`)).rejects.toThrow(
      /is no SELECT|disabled/,
    );
    await expect(ask("SELECT 1; SELECT 2")).rejects.toThrow("2 statements");
    for (const empty of ["", " ; ", "-- nothing"]) {
      await expect(ask(empty)).rejects.toThrow("the query is empty");
    }
    await expect(ask("SELEC 1")).rejects.toThrow(/syntax error[\s\S]*without a query/);
    await expect(ask("SELECT nope FROM nodes")).rejects.toThrow(/nope/);
  });
});

test("a part that is missing or damaged is told by name, and only where it is asked for", async () => {
  const key = partKey("uses", shards[0]?.digest ?? "");
  const sound = (await store.read(key)) as Uint8Array;
  await store.write(key, sound.with(100, sound[100] === 0 ? 1 : 0));
  await expect(ask("SELECT count(*) FROM uses")).rejects.toThrow(`${key}: it is not what was written`);
  expect((await ask("SELECT count(*) FROM nodes")).rows).toEqual([[22]]);
  await store.remove(key);
  await expect(ask("SELECT count(*) FROM uses")).rejects.toThrow(`${key}: there is no such object`);
});

test("tables that were made in memory are asked as well", async () => {
  const another = folderStore(join(folder, "another"));
  const overlay = overlayStore(another);
  const shard = await keepTinyShard(another, "1.0");
  const made = await graphOf(overlay, [shard]);
  const { rows } = await askSql(
    overlay,
    await made.releaseParts(),
    "SELECT id FROM nodes WHERE kind = 'class'",
  );
  expect(rows).toEqual([["tiny.things.Thing"]]);
});
