import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Plan, Todo } from "../../plan/plan.ts";
import { folderStore } from "../../store/folder-store.ts";
import { HEAD_KEY, type HeadEntry, readHead, type ShardEntry, updateHead } from "../../store/layout.ts";
import { currentShards } from "../../store/runs/current-shards.ts";
import type { Store } from "../../store/store.ts";
import { completeTinyRun, exploredPackage, keepTinyShard } from "../../store/testing/tiny-run.ts";
import { ensureAnswers } from "./answers.ts";

let folder: string;
let store: Store;
let [first, second]: ShardEntry[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-answers-"));
  store = folderStore(folder);
  [first, second] = [await keepTinyShard(store, "1"), await keepTinyShard(store, "2")];
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function planned(todo: Todo): Plan {
  const tiny = { stem: "tiny", name: "tiny", version: "1", python: "3.13" };
  const packages = [{ ...tiny, previous: undefined, lastShard: undefined, todo }];
  return { packages, removed: [], latest: undefined, madeAt: new Date().toISOString() };
}

const kept = (shard = first) => planned({ work: "none", shard: shard as ShardEntry, isNews: false });
const answer = async () => {
  const { confirmedAt: _, ...entry } = (await currentShards(store)).tiny ?? ({} as Partial<HeadEntry>);
  return entry.digest === undefined ? undefined : entry;
};

test("a package that was changed back by hand is answered from what its files say now", async () => {
  await completeTinyRun(store, { tiny: exploredPackage(first as ShardEntry) });
  await updateHead(store, "tiny", second as ShardEntry);
  expect(await answer()).toEqual(second);
  await ensureAnswers(store, kept());
  expect(await answer()).toEqual(first);
  const head = await store.read(HEAD_KEY);
  await ensureAnswers(store, kept());
  expect(await store.read(HEAD_KEY)).toEqual(head);
});

test("what was explored and never said, since its process was killed, is said by the next run", async () => {
  expect(await answer()).toBeUndefined();
  await ensureAnswers(store, kept());
  expect(await answer()).toEqual(first);
});

test("what somebody explored since the plan was made, and what there is work for, stays", async () => {
  const plan = kept();
  await updateHead(store, "tiny", second as ShardEntry);
  await ensureAnswers(store, { ...plan, madeAt: "2026-11-24T00:00:00.000Z" });
  expect(await answer()).toEqual(second);
  await ensureAnswers(store, planned({ work: "leave" }));
  expect((await readHead(store)).tiny).toMatchObject(second as ShardEntry);
});
