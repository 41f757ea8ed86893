import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { InputProblem } from "../../errors/input-error.ts";
import { planPrune } from "../care/prune-plan.ts";
import { folderStore } from "../folder-store.ts";
import type { Store } from "../store.ts";
import { completeTinyRun, exploredPackage, keepTinyShard } from "../testing/tiny-run.ts";
import { readSnapshot } from "./carry.ts";
import { copyRun } from "./copy.ts";
import { currentShards } from "./current-shards.ts";
import { isInFuture } from "./id.ts";
import { futureProblem, moveLatest, setLatest, whyNotLatest } from "./latest.ts";
import { LATEST_KEY, type RunPackage, readLatest, readManifest, runKeys } from "./record.ts";

let folder: string;
let store: Store;
let tiny: RunPackage;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-latest-"));
  store = folderStore(join(folder, "store"));
  tiny = exploredPackage(await keepTinyShard(store, "1"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function complete(day: string): Promise<string> {
  return (await completeTinyRun(store, { tiny }, { startedAt: `${day}T10:00:00.000Z` })).id;
}

const latest = async () => (await readLatest(store))?.run;

test("a run is of the future when its day has not come, but for an hour that clocks may differ", () => {
  const now = new Date("2026-11-23T22:30:00Z");
  expect(["2026-11-23", "2026-11-23.9", "2026-11-24", "2027-01-01"].map((id) => isInFuture(id, now))).toEqual(
    [...[false, false, true, true]],
  );
  expect(isInFuture("2026-11-24", new Date("2026-11-23T23:30:00Z"))).toBe(false);
});

test("a run of the future that stays the latest is told, and another one can be made the latest", async () => {
  await complete("2026-11-20");
  await complete("2999-01-01");
  await complete("2026-11-21");
  expect(await latest()).toBe("2999-01-01");
  expect(await whyNotLatest(store, "2026-11-21")).toMatchObject({
    message: expect.stringContaining("its day has not come"),
    fix: expect.stringContaining("runs set-latest"),
  });
  expect(futureProblem("2999-01-01")?.message).toContain("2999-01-01");
  expect(await setLatest(store, "2026-11-21")).toBe("2999-01-01");
  expect(await latest()).toBe("2026-11-21");
  expect(await whyNotLatest(store, "2026-11-21")).toBeUndefined();
  // From then on the newest that is completed is the latest, as ever.
  await complete("2026-11-22");
  expect(await latest()).toBe("2026-11-22");
  await expect(setLatest(store, "2026-11-19")).rejects.toThrow("there is no finished run 2026-11-19");
});

test("an older run that is published beside a newer one is told not to be the latest", async () => {
  await complete("2026-11-21");
  await complete("2026-11-20");
  expect((await whyNotLatest(store, "2026-11-20"))?.message).toBe(
    "run 2026-11-20 did not become the latest: run 2026-11-21, which is newer, stays it",
  );
});

test("a run becomes the latest though an older one did so since it looked", async () => {
  const older = await complete("2026-11-20");
  const newer = await readManifest(store, await complete("2026-11-21"));
  await setLatest(store, older);
  let looks = 0;
  const asItWas: Store = {
    ...store,
    read: async (key) => {
      looks += key === LATEST_KEY ? 1 : 0;
      return key === LATEST_KEY && looks === 1 ? undefined : await store.read(key);
    },
  };
  await moveLatest(asItWas, newer as NonNullable<typeof newer>);
  expect(await latest()).toBe("2026-11-21");
});

test("prune keeps as many of the past as it is told to, and does not take a run of the future for one of them", async () => {
  for (const day of ["2026-11-20", "2026-11-21", "2026-11-22", "2999-01-01"]) {
    await complete(day);
  }
  expect(await planPrune(store, { keep: 1 })).toMatchObject({
    keptRuns: ["2026-11-22", "2999-01-01"],
    futureRuns: ["2999-01-01"],
    deletedRuns: ["2026-11-20", "2026-11-21"],
  });
});

test.each([
  ["a digit of the id", '"run": "2026-11-20"', '"run": "2026-11-21"'],
  ["a digit of the manifest's key", "runs/2026-11-20/", "runs/2027-11-20/"],
])(
  "latest.json is damaged where it says two things, and set-latest mends it: %s",
  async (_, find, replacement) => {
    await complete("2026-11-20");
    const text = new TextDecoder().decode(await store.read(LATEST_KEY));
    await store.write(LATEST_KEY, text.replace(find, replacement));
    expect(await readSnapshot(store)).toMatchObject({
      run: "2026-11-20",
      problem: {
        message: expect.stringContaining(
          "run 2026-11-20, the newest that is finished, is taken for the latest",
        ),
        fix: expect.stringMatching(/store repair.*runs set-latest/),
      },
    });
    await setLatest(store, "2026-11-20");
    expect(await readSnapshot(store)).toMatchObject({ run: "2026-11-20", problem: undefined });
  },
);

test("a latest.json that leads to no run is no reason to begin from nothing, nor to stay behind for ever", async () => {
  await complete("2026-11-20");
  await store.write(LATEST_KEY, latestText("2999-01-01"));
  expect(await readSnapshot(store)).toMatchObject({
    run: "2026-11-20",
    problem: { message: expect.stringContaining("leads to run 2999-01-01, which is not in the store") },
  });
  await complete("2026-11-21");
  expect(await latest()).toBe("2026-11-21");
});

test("where latest.json was lost, the newest run that is not of the future is the latest for all, and this is told", async () => {
  await complete("2999-01-01");
  await complete("2026-11-22");
  await store.remove(LATEST_KEY);
  expect((await readSnapshot(store)).run).toBe("2026-11-22");
  const told: InputProblem[] = [];
  await currentShards(store, undefined, (problem) => told.push(problem));
  expect(told[0]?.message).toContain("run 2026-11-22, the newest that is finished, is taken for the latest");
  expect((await copyRun(store, folderStore(join(folder, "to")), undefined)).manifest.id).toBe("2026-11-22");
  await complete("2026-11-21");
  expect(await latest()).toBe("2026-11-22");
});

test("a run is of the future in whatever is asked, and where nothing says which is the latest, only if there is no other", async () => {
  await complete("2999-01-01");
  const told: InputProblem[] = [];
  await currentShards(store, undefined, (problem) => told.push(problem));
  expect(told[0]?.message).toContain("its day has not come");
  await store.remove(LATEST_KEY);
  expect((await readSnapshot(store)).run).toBe("2999-01-01");
});

test("where no run is finished, a latest.json that leads to one is no store that nobody ran into", async () => {
  await store.write(LATEST_KEY, latestText("2026-11-20"));
  await expect(readSnapshot(store)).rejects.toThrow("no run is finished");
  await store.remove(LATEST_KEY);
  expect((await readSnapshot(store)).run).toBeUndefined();
});

test("a run gets a higher number than the newest of its day also where latest.json was lost", async () => {
  for (const _ of [1, 2, 3]) {
    await complete("2026-11-20");
  }
  for (const id of ["2026-11-20", "2026-11-20.2"]) {
    await store.remove(runKeys(id).manifest);
    await store.remove(runKeys(id).run);
  }
  await store.write(LATEST_KEY, "{");
  expect(await complete("2026-11-20")).toBe("2026-11-20.4");
  expect(await latest()).toBe("2026-11-20.4");
});

test("the run that is published without being named is the latest one", async () => {
  await complete("2026-11-20");
  await complete("2026-11-21");
  await setLatest(store, "2026-11-20");
  const to = folderStore(join(folder, "to"));
  expect((await copyRun(store, to, undefined)).manifest.id).toBe("2026-11-20");
});

function latestText(run: string): string {
  const { manifest } = runKeys(run);
  return JSON.stringify({ format: 1, run, manifest, finishedAt: "2026-11-23T10:05:00.000Z" });
}
