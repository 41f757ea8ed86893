import { expect, test } from "vitest";
import { parsePkginfo } from "../../pkginfo/parse.ts";
import type { Plan, PlannedPackage, Todo } from "../../plan/plan.ts";
import type { ShardEntry } from "../../store/layout.ts";
import type { RunPackage, RunPackages } from "../../store/runs/record.ts";
import { isNewSnapshot, snapshotOf } from "./snapshot.ts";

const KEY = "b".repeat(64);

function shard(digest: string, more: Partial<ShardEntry> = {}): ShardEntry {
  return {
    ...{ name: "alpha", version: "1.0", python: "3.13", importNames: ["alpha"], digest: digest.repeat(64) },
    ...{
      shardKey: KEY,
      sizeBytes: 1,
      nodes: 3,
      modules: 2,
      problems: 0,
      exploredAt: "2026-11-27T00:00:00.000Z",
    },
    ...more,
  };
}

const common = { name: "alpha", version: "1.0", attempts: 1, seconds: 1 };
const last: RunPackage = { ...common, status: "explored", reason: "never explored", shard: shard("1") };

function planned(todo: Todo, previous: RunPackage | undefined = last): PlannedPackage {
  return {
    ...{ stem: "alpha", name: "alpha", version: "1.0", python: "3.13" },
    ...{ previous, lastShard: previous?.shard, todo },
  };
}

const asked = { latest: "2026-11-20", madeAt: "2026-11-21T00:00:00.000Z" };
const plan = (one: PlannedPackage): Plan => ({ ...asked, packages: [one], removed: [] });

function work(): Todo {
  const pkginfo = parsePkginfo('name: alpha\nversion: "1.0"\n', "pkginfo/alpha.yaml");
  return {
    ...{ work: "explore", reason: "`env` changed", pkginfo, keys: undefined },
    ...{ expectedSeconds: 1, isForced: false },
  };
}

function outcome(todo: Todo, result?: RunPackage, previous?: RunPackage): RunPackage | undefined {
  const made = plan(planned(todo, previous));
  const results: RunPackages = result === undefined ? {} : { alpha: result };
  return snapshotOf(made, results).alpha;
}

test("what failed carries its last good shard, and says from which run", () => {
  const failed: RunPackage = {
    ...common,
    status: "failed",
    reason: "`env` changed",
    failure: { stage: "build", message: "no" },
  };
  expect(outcome(work(), failed)).toEqual({ ...failed, shard: last.shard, shardOf: "2026-11-20" });
  const older = { ...last, shardOf: "2026-11-01" };
  expect(outcome(work(), failed, older)).toMatchObject({ shardOf: "2026-11-01" });
});

test("a job that was cut off and gave no result is a failure of its packages", () => {
  expect(outcome(work())).toMatchObject({
    status: "failed",
    failure: { stage: "explore" },
    shard: last.shard,
  });
});

test("an unstable shard is taken, unless the last one of the same release has more modules", () => {
  const less: RunPackage = {
    ...common,
    status: "unstable",
    reason: "",
    shard: shard("2", { unstable: true, modules: 1 }),
  };
  expect(outcome(work(), less)).toMatchObject({ status: "unstable", shard: { modules: 2 } });
  const before = { ...last, shard: shard("1", { version: "0.9" }) };
  expect(outcome(work(), less, before)).toMatchObject({ status: "unstable", shard: { modules: 1 } });
});

test("what was not asked for keeps its shard, and that it failed is not forgotten", () => {
  expect(outcome({ work: "leave" })).toMatchObject({
    ...{ status: "carried", reason: "not asked for", attempts: 0, shard: last.shard },
  });
  const failed: RunPackage = {
    ...last,
    status: "failed",
    reason: "forced",
    failure: { stage: "build", message: "no" },
  };
  expect(outcome({ work: "leave" }, undefined, failed)).toMatchObject({
    ...{ status: "failed", failure: { stage: "build" }, shard: last.shard, attempts: 0 },
  });
  const made = plan({ ...planned({ work: "leave" }), previous: undefined, lastShard: undefined });
  expect(snapshotOf(made, {})).toEqual({});
});

test("a lock that can't be used fails its package only; what is skipped holds nothing", () => {
  expect(outcome({ work: "refuse", message: "line 3" })).toMatchObject({
    ...{ status: "failed", failure: { stage: "lock", message: "line 3" }, shard: last.shard },
  });
  expect(outcome({ work: "skip", reason: "needs hardware" })).toEqual({
    ...{ name: "alpha", version: "1.0", python: "3.13", attempts: 0, seconds: 0 },
    ...{ status: "skipped", reason: "needs hardware" },
  });
});

test("a snapshot is new when a shard, its inputs or a status differ, and not for another reason or time", () => {
  const kept: Todo = { work: "none", shard: shard("1"), isNews: false };
  const isNew = (one: PlannedPackage, results: RunPackages = {}) => {
    return isNewSnapshot(snapshotOf(plan(one), results), plan(one));
  };
  expect(isNew(planned(kept))).toBe(false);
  expect(isNew(planned(work()), { alpha: { ...last, reason: "forced", seconds: 9 } })).toBe(false);
  expect(isNew(planned(work()), { alpha: { ...last, shard: shard("2") } })).toBe(true);
  expect(
    isNew(planned(work()), { alpha: { ...last, shard: shard("1", { shardKey: "c".repeat(64) }) } }),
  ).toBe(true);
  expect(isNew(planned(work()), { alpha: { ...last, status: "failed" } })).toBe(true);
  const unknown = { previous: undefined, lastShard: undefined };
  expect(isNew({ ...planned({ work: "none", shard: shard("1"), isNews: true }), ...unknown })).toBe(true);
  expect(isNewSnapshot({}, { ...asked, packages: [], removed: ["gone"] })).toBe(true);
});

test("a standard library stays while the run has a shard of its Python", () => {
  const library: RunPackage = { ...last, name: "python", version: "3.13.7", python: "3.13" };
  const left: PlannedPackage = {
    ...planned({ work: "leave" }, library),
    ...{ stem: "python@3.13", name: "python", version: "3.13.7" },
  };
  const kept = planned({ work: "none", shard: shard("1"), isNews: false });
  const both: Plan = { ...asked, packages: [kept, left], removed: [] };
  expect(Object.keys(snapshotOf(both, {}))).toEqual(["alpha", "python@3.13"]);
  const other = planned({ work: "none", shard: shard("1", { python: "3.14" }), isNews: true });
  const moved: Plan = { ...asked, packages: [other, left], removed: [] };
  const packages = snapshotOf(moved, {});
  expect(Object.keys(packages)).toEqual(["alpha"]);
  expect(isNewSnapshot(packages, moved)).toBe(true);
});
