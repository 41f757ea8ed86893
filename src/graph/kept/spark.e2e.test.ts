/** The job for Spark makes the rows that our own indexes have, from the tables. */

import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeExec } from "../../exec/node-exec.ts";
import { programFile } from "../../files/home.ts";
import type { Row } from "../../page/columns.ts";
import { type Graph, type IndexName, readGraph } from "../../page/graph-document.ts";
import { runGraphKey } from "../../page/graph-keys.ts";
import { folderStore } from "../../store/folder-store.ts";
import type { Store } from "../../store/store.ts";
import { keepTinyShard } from "../../store/testing/tiny-run.ts";
import { INDEXES } from "../index/indexes.ts";
import { orderOf, segmentRows } from "../index/segments.ts";
import { graphRun } from "../testing/graph-run.ts";
import { keepModule } from "../testing/module-shard.ts";
import { commitTables } from "./commit-tables.ts";

const MADE = ["distributions", "import-names", "names", "words", "dependents"] as const satisfies IndexName[];

let folder: string;
let store: Store;
let python: string;
let ended: (string | null)[];
let secondRun: string;
let packedRun: string;

beforeAll(async () => {
  const { exitCode, stdout, stderr } = await nodeExec(programFile("scripts", "testing", "engines"), []);
  expect([exitCode, exitCode === 0 ? "" : stderr]).toEqual([0, ""]);
  python = stdout.trim();
  folder = await mkdtemp(join(tmpdir(), "importgraph-spark-"));
  store = folderStore(folder);
  const tiny = await keepTinyShard(store, "1.0");
  const base = await keepModule(store, "base", {
    nodes: [
      ["base._hidden", "class"],
      ["base:shadow", "function", { doc: "Reads the HTTPAdapter of _this_ Größe; from x to ab_c." }],
      ["base.toCSVFile2Go", "function", { doc: "Writes. And more." }],
      ["base.Round", "class", { members: { Again: "base.Again" } }],
      ["base.Again", "class", { members: { Round: "base.Round" } }],
      ["base.\u{1f40d}", "class"],
      ["base.\uff5e", "class"],
    ],
    members: {
      Shown: "base._hidden",
      shadow: "base:shadow",
      _own: "base.\u{1f40d}",
      elsewhere: { distribution: "tiny", version: "1.0", id: "tiny.core" },
      path: { python: "3.13", id: "os.path" },
      lost: { distribution: null, id: "lost.thing" },
    },
  });
  const user = await keepModule(store, "user", {
    nodes: [["user.first", "function", { location: { file: "user.py", line: 3 } }]],
    uses: [
      {
        ...{
          record: "use",
          in: "user.first",
          of: { distribution: "base", version: "1.0", id: "base.Shown" },
        },
        ...{ how: ["call", "read"], count: 3, lines: [7, 9], keywords: ["b", "a"], positional: 2 },
      },
      {
        ...{ record: "use", in: "user", of: { distribution: "base", version: "1.0", id: "base.Shown" } },
        ...{ how: ["base"], count: 1, lines: [12] },
      },
      {
        ...{ record: "use", in: "user", of: { python: "3.13", id: "os.path.join" } },
        ...{ how: ["call"], count: 2, lines: [4], positional: 0 },
      },
    ],
    imports: [
      { record: "import", module: "user", of: { distribution: "base", version: "1.0", id: "base" }, line: 1 },
      { record: "import", module: "user", of: { distribution: null, id: "absent" }, line: 2 },
    ],
    requirements: [
      { record: "requirement", name: "base", specifier: ">=1" },
      { record: "requirement", name: "absent", extra: "more" },
      { record: "requirement", name: "tiny", extra: "more" },
      { record: "requirement", name: "tiny" },
    ],
  });
  await graphRun(store, [tiny, base]);
  const newer = await keepTinyShard(store, "2.0");
  secondRun = (await graphRun(store, [base, user, newer])).id;
  // Packs, and parts that have come since.
  const known = [base, user, newer, await keepTinyShard(store, "1.0", "late")];
  const packing = { shards: 4, together: 3, bytes: 1024 * 1024 };
  packedRun = (await graphRun(store, known, undefined, { packing })).id;
  await commitTables(store);
  ended = await runJobs();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/**
 * Runs the job for the newest run, for the second one, and for one that is not there: once each, in one Spark.
 *
 * @returns what it ended with, each time: null, or what it says
 */
async function runJobs(): Promise<(string | null)[]> {
  const local = ["--master", "local[2]", "--packages", "io.delta:delta-spark_2.13:4.0.0"];
  const settings = ["spark.ui.enabled=false", "spark.sql.shuffle.partitions=2", "spark.log.level=WARN"];
  // By default Delta spreads a log of some lines over fifty tasks.
  const small = ["spark.databricks.delta.snapshotPartitions=1"];
  const here = ["spark.driver.bindAddress=127.0.0.1", "spark.driver.host=127.0.0.1"];
  const tables = join(folder, "tables");
  const times = [
    [tables, join(folder, "newest")],
    [tables, join(folder, "older"), "--run", secondRun],
    [tables, join(folder, "unknown"), "--run", "2020-01-01-1"],
  ];
  const args = [
    ...[...local, ...[...settings, ...small, ...here].flatMap((one) => ["--conf", one])],
    programFile("src", "graph", "testing", "spark_jobs.py"),
    ...[programFile("scripts", "spark", "make_indexes.py"), JSON.stringify(times)],
  ];
  const { stdout } = await promisify(execFile)(join(dirname(python), "spark-submit"), args, {
    env: { ...process.env, PYSPARK_PYTHON: python },
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as (string | null)[];
}

/** Rows that the job made, by index. */
async function made(name: string): Promise<Record<string, Row[]>> {
  return Object.fromEntries(
    await Promise.all(MADE.map(async (index) => [index, await rowsOf(join(folder, name, index), index)])),
  );
}

async function rowsOf(path: string, index: IndexName): Promise<Row[]> {
  const files = (await readdir(path)).filter((name) => name.endsWith(".parquet")).sort();
  const read = await Promise.all(
    files.map(
      async (name) => await parquetReadObjects({ file: await asyncBufferFromFile(join(path, name)) }),
    ),
  );
  const columns = INDEXES[index].columns.map(({ name }) => name);
  return read.flat().map((row) => Object.fromEntries(columns.map((name) => [name, row[name] ?? null])));
}

/** Rows that our own indexes of a run have. */
async function own(run: string): Promise<Record<string, Row[]>> {
  const { layers, dropped } = (await readGraph(store, runGraphKey(run))) as Graph;
  return Object.fromEntries(
    await Promise.all(
      MADE.map(async (index) => {
        const segments = layers.flatMap(({ indexes }) => indexes[index] ?? []);
        const rows = await Array.fromAsync(segmentRows(store, index, segments, new Set(dropped)));
        return [index, rows.sort(orderOf(index))];
      }),
    ),
  );
}

test("the newest run's, some of whose parts lie in packs", async () => {
  const rows = await own(packedRun);
  const places = rows.distributions?.map(({ parts }) => JSON.parse(String(parts)).nodes.length);
  expect(new Set(places)).toEqual(new Set([4, 6]));
  for (const index of MADE) {
    expect(rows[index]?.length).toBeGreaterThan(2);
  }
  expect(await made("newest")).toEqual(rows);
});

test("those of an older run", async () => {
  expect(await made("older")).toEqual(await own(secondRun));
});

test("a run that the tables do not know is told by name", async () => {
  expect(ended).toEqual([
    ...[null, null],
    expect.stringContaining("distributions/_delta_log: has no version of the run 2020-01-01-1"),
  ]);
});
