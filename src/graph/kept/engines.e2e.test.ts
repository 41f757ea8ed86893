/** Other engines give the same answers from the tables as our own reader does. */

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeExec } from "../../exec/node-exec.ts";
import { programFile } from "../../files/home.ts";
import type { Row } from "../../page/columns.ts";
import { type Graph, readGraph } from "../../page/graph-document.ts";
import { runGraphKey } from "../../page/graph-keys.ts";
import { folderStore } from "../../store/folder-store.ts";
import type { ShardEntry } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";
import { commitKey } from "../../store/tables-log.ts";
import { keepTinyShard } from "../../store/testing/tiny-run.ts";
import { OpenGraph } from "../questions/open-graph.ts";
import { askSql } from "../sql/sql-session.ts";
import { TABLE_NAMES, type TableName } from "../tables/columns.ts";
import { graphRun } from "../testing/graph-run.ts";
import { commitTables } from "./commit-tables.ts";
import type { RunGraphOptions } from "./run-graph.ts";

/** Questions as all engines read them, and what our own reader says. */
const QUESTIONS: readonly { query: string; table: TableName; own: (rows: Row[]) => unknown[][] }[] = [
  {
    query: "SELECT distribution, version, COUNT(*) FROM nodes GROUP BY distribution, version",
    table: "nodes",
    own: (rows) =>
      [...Map.groupBy(rows, (row) => `${row.distribution} ${row.version}`).values()].map((group) => [
        ...[group[0]?.distribution, group[0]?.version, group.length],
      ]),
  },
  {
    query: "SELECT id, name, position, annotation FROM parameters WHERE kind = 'keywordOnly'",
    table: "parameters",
    own: (rows) =>
      rows
        .filter(({ kind }) => kind === "keywordOnly")
        .map(({ id, name, position, annotation }) => [id, name, position, annotation]),
  },
  {
    query: "SELECT distribution, id, to_id, keywords, lines FROM uses WHERE to_distribution = 'base'",
    table: "uses",
    own: (rows) =>
      rows
        .filter(({ to_distribution }) => to_distribution === "base")
        .map(({ distribution, id, to_id, keywords, lines }) => [distribution, id, to_id, keywords, lines]),
  },
  {
    query: "SELECT id, name, to_distribution, to_version FROM members WHERE to_distribution <> distribution",
    table: "members",
    own: (rows) =>
      rows
        .filter(
          ({ to_distribution, distribution }) => to_distribution !== null && to_distribution !== distribution,
        )
        .map(({ id, name, to_distribution, to_version }) => [id, name, to_distribution, to_version]),
  },
  {
    query: "SELECT distribution, name, specifier, marker FROM requirements WHERE installed IS NULL",
    table: "requirements",
    own: (rows) =>
      rows
        .filter(({ installed }) => installed === null)
        .map(({ distribution, name, specifier, marker }) => [distribution, name, specifier, marker]),
  },
];

let folder: string;
/** One process for all: Spark takes longer to start than to answer. */
let engines: ChildProcessWithoutNullStreams;
let answers: AsyncIterator<string>;
const said: string[] = [];
let graph: OpenGraph;
let firstVersion: OpenGraph;

beforeAll(async () => {
  const { exitCode, stdout, stderr } = await nodeExec(programFile("scripts", "testing", "engines"), []);
  expect([exitCode, exitCode === 0 ? "" : stderr]).toEqual([0, ""]);
  engines = spawn(stdout.trim(), [programFile("src", "graph", "testing", "engines.py")]);
  engines.stderr.setEncoding("utf8").on("data", (text: string) => said.push(text));
  answers = createInterface(engines.stdout)[Symbol.asyncIterator]();
  folder = await mkdtemp(join(tmpdir(), "importgraph-engines-"));
  const store = folderStore(folder);
  const tiny = await keepTinyShard(store, "1.0");
  const gone = await keepTinyShard(store, "1.0", "gone");
  const newer = await keepTinyShard(store, "2.0");
  firstVersion = await runOf(store, [tiny, gone]);
  graph = await runOf(store, [newer, await keepTinyShard(store, "3.0", "other")]);
  await commitTables(store);
});

afterAll(async () => {
  engines.stdin.end();
  await once(engines, "close");
  await rm(folder, { recursive: true, force: true });
});

async function runOf(
  store: Store,
  shards: readonly ShardEntry[],
  options: RunGraphOptions = {},
): Promise<OpenGraph> {
  const { id } = await graphRun(store, shards, undefined, options);
  return new OpenGraph(store, (await readGraph(store, runGraphKey(id))) as Graph);
}

async function own(of: OpenGraph): Promise<unknown[][][]> {
  const releases = of.releases();
  return await Promise.all(
    QUESTIONS.map(async ({ table, own: answer }) => {
      const rows = await Promise.all(
        releases.map((release) => Array.fromAsync(of.allRowsOf(release, table))),
      );
      return sorted(answer(rows.flat()));
    }),
  );
}

function sorted(rows: unknown[][]): unknown[][] {
  return rows.sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
}

/** What an engine answers to all questions. */
async function asked(engine: string, tables = join(folder, "tables")): Promise<unknown[][][]> {
  const [names, queries] = [QUESTIONS.map(({ table }) => table), QUESTIONS.map(({ query }) => query)];
  const task = { engine, tables, names, queries };
  engines.stdin.write(`${JSON.stringify(task)}\n`);
  const line = await answers.next();
  expect(line.done, said.join("")).not.toBe(true);
  const told = JSON.parse(line.value as string) as unknown[][][] | { error: string };
  if ("error" in told) {
    throw new Error(told.error);
  }
  return told.map(sorted);
}

test("our reader has rows for each question", async () => {
  for (const rows of await own(graph)) {
    expect(rows.length).toBeGreaterThan(0);
  }
});

test("sql, by DuckDB over the parts of the run", async () => {
  const store = folderStore(folder);
  const releases = await graph.releaseParts();
  const answers = await Promise.all(
    QUESTIONS.map(async ({ query }) =>
      sorted((await askSql(store, releases, query)).rows.map((row) => [...row])),
    ),
  );
  expect(answers).toEqual(await own(graph));
});

test.each(["duckdb-delta", "polars", "spark"])("%s, by the log of Delta Lake", async (engine) => {
  expect(await asked(engine)).toEqual(await own(graph));
});

test("delta-rs, of the first run", async () => {
  expect(await asked("polars-first-version")).toEqual(await own(firstVersion));
});

test("all of them by a checkpoint, where the commits up to it are gone", async () => {
  const older = await mkdtemp(join(tmpdir(), "importgraph-engines-"));
  try {
    const store = folderStore(older);
    const [tiny, other] = [await keepTinyShard(store, "1.0"), await keepTinyShard(store, "3.0", "other")];
    let last: OpenGraph | undefined;
    for (let number = 0; number < 11; number++) {
      last = await runOf(store, number % 2 === 0 ? [tiny, other] : [other]);
      await commitTables(store);
    }
    for (const table of TABLE_NAMES) {
      for (let version = 0; version < 9; version++) {
        await store.remove(commitKey(table, version));
      }
    }
    const expected = await own(last as OpenGraph);
    for (const engine of ["duckdb-delta", "polars", "spark"]) {
      expect(await asked(engine, join(older, "tables"))).toEqual(expected);
    }
  } finally {
    await rm(older, { recursive: true, force: true });
  }
});

test("all of them where parts lie in packs, of which one was made again without what is gone", async () => {
  const packed = await mkdtemp(join(tmpdir(), "importgraph-engines-"));
  try {
    const store = folderStore(packed);
    const names = ["alpha", "beta", "gamma", "tiny"];
    const shards = await Promise.all(names.map((name) => keepTinyShard(store, "1.0", name)));
    const packing = { shards: 3, together: 2, bytes: 1024 * 1024 };
    const first = await runOf(store, shards, { packing });
    await commitTables(store);
    const late = await keepTinyShard(store, "3.0", "late");
    const last = await runOf(store, [...shards.slice(1), late], { packing });
    await commitTables(store);
    const tables = join(packed, "tables");
    const inPacks = (graph: OpenGraph) => graph.graph.packs.map((pack) => pack.shards);
    expect([inPacks(first), inPacks(last)]).toEqual([[4], [3]]);
    expect(await asked("polars-first-version", tables)).toEqual(await own(first));
    const expected = await own(last);
    for (const engine of ["duckdb-delta", "polars", "spark"]) {
      expect(await asked(engine, tables)).toEqual(expected);
    }
    const releases = await last.releaseParts();
    const answers = QUESTIONS.map(async ({ query }) => (await askSql(store, releases, query)).rows);
    expect((await Promise.all(answers)).map((rows) => sorted(rows.map((row) => [...row])))).toEqual(expected);
  } finally {
    await rm(packed, { recursive: true, force: true });
  }
});

test("DuckDB over all files has what both runs have", async () => {
  const [counts] = await asked("duckdb");
  const [first] = await own(firstVersion);
  const [second] = await own(graph);
  expect(counts).toEqual(sorted([...(first ?? []), ...(second ?? [])]));
});
