import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { folderStore } from "../store/folder-store.ts";
import type { Store } from "../store/store.ts";
import { completeTinyRun, exploredPackage, keepTinyShard } from "../store/testing/tiny-run.ts";
import { jobSeconds } from "./job-seconds.ts";

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-job-seconds-"));
  store = folderStore(folder);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function run(day: number, setUpSeconds: number[]): Promise<void> {
  const tiny = exploredPackage(await keepTinyShard(store, "1.0"));
  const startedAt = `2026-11-${String(day).padStart(2, "0")}T10:00:00.000Z`;
  await completeTinyRun(store, { tiny }, { startedAt }, {}, setUpSeconds);
}

test("jobs are reckoned with as those of earlier runs: the median, not what one slow job took", async () => {
  await run(1, [30, 34]);
  await run(2, [31, 900, 33]);
  expect(await jobSeconds(undefined, store)).toEqual({ seconds: 33, origin: "measured", jobs: 5 });
});

test("what was long ago counts no more, and runs of one machine count nothing", async () => {
  await run(1, [500, 500, 500]);
  for (const day of [2, 3, 4, 5]) {
    await run(day, [20]);
  }
  await run(6, []);
  expect(await jobSeconds(undefined, store)).toEqual({ seconds: 20, origin: "measured", jobs: 4 });
});

test("what somebody gives comes first, and without any run the usual is reckoned with", async () => {
  expect(await jobSeconds(undefined, store)).toEqual({ seconds: 90, origin: "usual", jobs: 0 });
  expect(await jobSeconds(undefined, undefined)).toMatchObject({ seconds: 90 });
  await run(1, [30]);
  expect(await jobSeconds(0, store)).toEqual({ seconds: 0, origin: "given", jobs: 0 });
});
