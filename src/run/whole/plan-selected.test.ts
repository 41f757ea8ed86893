import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeLocked } from "../../dockerfile/testing/locked-stand.ts";
import { nodeExec } from "../../exec/node-exec.ts";
import { programHome } from "../../files/home.ts";
import { type Git, gitIn } from "../../git/git.ts";
import { folderStore } from "../../store/folder-store.ts";
import { planChange, planSelected } from "./plan-selected.ts";

let folder: string;
let git: Git;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-plan-change-"));
  git = gitIn(folder, nodeExec);
  await git.run("init", "--quiet");
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function commit(): Promise<string> {
  await git.run("add", "--all");
  await git.run("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "Change");
  return (await git.run("rev-parse", "HEAD")).trim();
}

const text = (name: string, more = "") => `name: ${name}\nversion: "1.0"\n${more}`;

test.for([".", "data", "some data/graph"])(
  "a repository with its packages in %j: what did not change is not planned, and what did is",
  async (within) => {
    const root = join(folder, within);
    await writeLocked(root, { one: text("one"), two: text("two") });
    const base = await commit();
    const { signal } = new AbortController();
    const request = { root, home: programHome, selection: "all", force: false, signal } as const;
    const planned = async () => {
      const { work } = await planChange(request, gitIn(root, nodeExec), base, 3);
      return work.map(({ stem, todo }) => [stem, todo.reason]);
    };
    await writeFile(join(folder, "README.md"), "Nothing of a package\n");
    await commit();
    expect(await planned()).toEqual([]);
    await writeLocked(root, { two: text("two", "env: {A: '1'}\n") });
    await commit();
    expect(await planned()).toEqual([["two", "`env` changed"]]);
  },
);

test("a row of skipped.md that is wrong is told with its place, and stops no package and no other row", async () => {
  await writeLocked(folder, { one: text("one"), two: text("two") });
  const rows = ["| one | 1.0 | x | 2026-01-01 |", "| three | 1.0 | | yesterday |"];
  const table = [
    "## Other reasons",
    "",
    "| package | version | reason | since |",
    "| --- | --- | --- | --- |",
  ];
  await writeFile(join(folder, "skipped.md"), [...table, ...rows, ""].join("\n"));
  const { signal } = new AbortController();
  const store = folderStore(join(folder, "store"));
  const request = { root: folder, home: programHome, selection: "all", force: false, signal } as const;
  const { work, plan, strangers } = await planSelected(request, store);
  expect(work.map(({ stem }) => stem)).toEqual(["python@3.13", "two"]);
  expect(plan.packages.map(({ stem, todo }) => [stem, todo.work])).toEqual([
    ["one", "refuse"],
    ["python@3.13", "build"],
    ["two", "build"],
  ]);
  expect(strangers).toMatchObject([
    { place: { file: "skipped.md", line: 6 }, message: expect.stringMatching(/^reason: found ""/) },
    { place: { file: "skipped.md", line: 6 }, message: expect.stringMatching(/^since: found "yesterday"/) },
  ]);
});
