import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { verifyStore } from "../care/verify.ts";
import { folderStore } from "../folder-store.ts";
import type { Store } from "../store.ts";
import { endingAfter } from "../testing/ending-store.ts";
import { completeTinyRun, exploredPackage, keepTinyShard } from "../testing/tiny-run.ts";
import { copyRun } from "./copy.ts";
import { type RunPackage, readLatest, readRunPackages } from "./record.ts";
import { listRunIds } from "./reservation.ts";

vi.setConfig({ testTimeout: 300_000 });

let folder: string;
let source: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-interrupted-"));
  source = folderStore(join(folder, "source"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test("wherever a publisher ends, the store is sound, answers from the run before, and the next one goes on", async () => {
  const kept = exploredPackage(await keepTinyShard(source, "1"));
  await completeTinyRun(source, { kept });
  const entries = ["2", "3", "4"].map(async (version) =>
    exploredPackage(await keepTinyShard(source, version)),
  );
  const [a, b, c] = (await Promise.all(entries)) as [RunPackage, RunPackage, RunPackage];
  const { shard: _shard, ...failed } = { ...kept, status: "failed" as const };
  const run = await completeTinyRun(source, { a, b, c, kept: failed });

  for (let changes = 0, isDone = false; !isDone; changes += 1) {
    const target = folderStore(join(folder, `target-${changes}`));
    await copyRun(source, target, "2026-11-23");
    const ending = endingAfter(target, changes);
    isDone = await copyRun(source, ending, run.id).then(
      () => true,
      () => false,
    );
    expect((await verifyStore(target)).faults).toEqual([]);
    const isComplete = (await readLatest(target))?.run === run.id;
    expect((await readLatest(target))?.run).toBe(isComplete ? run.id : "2026-11-23");

    const { manifest } = await copyRun(source, target, run.id);
    expect(manifest.id).toBe(run.id);
    expect(await listRunIds(target)).toHaveLength(2);
    expect(await readRunPackages(target, run.id)).toMatchObject({ a, kept: { shard: kept.shard } });
    expect((await verifyStore(target)).faults).toEqual([]);
    expect(changes).toBeLessThan(40);
    if (isDone) {
      // Run record, three shards with their keys, packages, log, manifest, latest.
      expect(changes).toBe(11);
    }
  }
});
