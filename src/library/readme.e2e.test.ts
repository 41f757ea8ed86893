/** What README.md says that other engines are asked by is what they are asked by. */

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeExec } from "../exec/node-exec.ts";
import { programFile } from "../files/home.ts";
import { commitTables } from "../graph/kept/commit-tables.ts";
import { graphRun } from "../graph/testing/graph-run.ts";
import { keepModule } from "../graph/testing/module-shard.ts";
import type { Use } from "../shard/records.ts";
import { folderStore } from "../store/folder-store.ts";

let folder: string;
let python: string;
let examples: string[];

/** A run whose packages use three objects of requests, after one in which they used another one. */
beforeAll(async () => {
  const engines = await nodeExec(programFile("scripts", "testing", "engines"), []);
  expect([engines.exitCode, engines.exitCode === 0 ? "" : engines.stderr]).toEqual([0, ""]);
  python = engines.stdout.trim();
  folder = await mkdtemp(join(tmpdir(), "importgraph-readme-"));
  const store = folderStore(join(folder, "out"));
  const user = (name: string, counts: Record<string, number>) =>
    keepModule(store, name, {
      uses: Object.entries(counts).map(([id, count]): Use => {
        const of = { distribution: "requests", version: "2.34.2", id };
        return { record: "use", in: name, of, how: ["read"], count, lines: [1] };
      }),
    });
  await graphRun(store, [await user("gone", { "requests.gone": 9 })]);
  const shards = [
    await user("one", { "requests.get": 2, "requests.post": 1 }),
    await user("other", { "requests.get": 1, "requests.put": 7 }),
  ];
  await graphRun(store, shards, "2026-11-24T10:00:00.000Z");
  await commitTables(store);
  const readme = await readFile(programFile("README.md"), "utf8");
  examples = [...readme.matchAll(/```python\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(["duckdb", "polars"])(
  "by %s: what the latest run's packages use, most used first",
  async (engine) => {
    const text =
      examples.find((example) => example.includes(`import ${engine}`)) ?? expect.fail("no example");
    const { exitCode, stdout, stderr } = await nodeExec(python, ["-c", text], { cwd: folder });
    expect([exitCode, stderr]).toEqual([0, ""]);
    const rows = [...stdout.matchAll(/(requests\.\w+)\D+(\d+)\D+(\d+)/g)].map(([, ...cells]) => cells);
    expect(rows).toEqual([
      ["requests.get", "2", "3"],
      ["requests.put", "1", "7"],
      ["requests.post", "1", "1"],
    ]);
  },
);

test("there are no other ones", () => {
  expect(examples).toHaveLength(2);
});
