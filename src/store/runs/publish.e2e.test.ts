import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { prune } from "../care/prune.ts";
import { verifyStore } from "../care/verify.ts";
import { folderStore } from "../folder-store.ts";
import { shardObjectKey } from "../layout.ts";
import { openStore } from "../open-store.ts";
import type { Store } from "../store.ts";
import { type S3Stand, setUpS3 } from "../testing/s3-stand.ts";
import { completeTinyRun, exploredPackage, keepTinyShard } from "../testing/tiny-run.ts";
import { copyRun } from "./copy.ts";
import { compareRunIds } from "./id.ts";
import { type RunManifest, readLatest, readManifest, readRunPackages, runKeys } from "./record.ts";
import { listRunIds } from "./reservation.ts";

/** How many publishers are killed, in each kind of store. */
const KILLS = Number(process.env.IMPORTGRAPH_TEST_KILLS ?? 12);
/** How often two publish at once. */
const MEETINGS = 8;
const SHARDS = 4;

let stand: S3Stand;
let number = 0;

beforeAll(async () => {
  stand = await setUpS3();
});

afterAll(() => stand.tearDown());

beforeEach(() => {
  for (const [name, value] of Object.entries(stand.env())) {
    vi.stubEnv(name, value);
  }
});

/** A store with one finished run of a few packages; no two have a shard in common. */
async function finishedRun(name: string): Promise<{ source: Store; run: RunManifest }> {
  const source = folderStore(join(stand.folder, name));
  number += 1;
  const packages = Array.from({ length: SHARDS }, async (_, index) => {
    const entry = await keepTinyShard(source, `${number}!${index}.0+cpu`);
    return [`tiny${index}`, exploredPackage(entry)] as const;
  });
  const run = await completeTinyRun(source, Object.fromEntries(await Promise.all(packages)));
  return { source, run };
}

/** A process that publishes the newest run of a store when it is told to. */
async function publisher(source: Store, target: string): Promise<{ child: ChildProcess; go: () => void }> {
  const modules = ["../open-store.ts", "./copy.ts"].map((path) => new URL(path, import.meta.url).href);
  const script = `
    import { once } from "node:events";
    const { openStore } = await import(${JSON.stringify(modules[0])});
    const { copyRun } = await import(${JSON.stringify(modules[1])});
    const [from, to] = [await openStore(${JSON.stringify(source.folder)}), await openStore(${JSON.stringify(target)})];
    process.stdout.write("ready");
    await once(process.stdin, "data");
    await copyRun(from, to, undefined);
    process.exit();`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  await once(child.stdout, "data");
  return { child, go: () => void child.stdin?.write("go") };
}

/** How far a publisher came. */
async function stageOf(store: Store, { author }: RunManifest, before: string | undefined): Promise<string> {
  for (const { id, isComplete } of (await listRunIds(store)).reverse()) {
    const { run, packages } = runKeys(id);
    if ((await readManifest(store, id))?.author === author) {
      return (await readLatest(store))?.run === id ? "all done" : "manifest written";
    }
    if (!isComplete && new TextDecoder().decode(await store.read(run)).includes(author)) {
      return (await store.stat(packages)) === undefined ? "sending" : "packages.json written";
    }
  }
  expect((await readLatest(store))?.run).toBe(before);
  return "nothing written";
}

describe.each([
  ["a folder", (name: string) => join(stand.folder, name)],
  ["a bucket", (name: string) => `s3://${stand.bucket}/${name}`],
])("%s", (kind, place) => {
  test(`stays readable and loses nothing when publishers are killed ${KILLS} times`, {
    timeout: 1_800_000,
  }, async () => {
    const address = place(`killed-${kind}`);
    const target = await openStore(address);
    // Where nothing was ever written is no store, and a publisher may be killed before it writes.
    await copyRun((await finishedRun(`source-${kind}-first`)).source, target, undefined);
    const stages: Record<string, number> = {};
    // Such that about half of them are killed before they are done.
    let longest = 300;
    for (let round = 0; round < KILLS; round += 1) {
      const { source, run } = await finishedRun(`source-${kind}-${round}`);
      const before = await readLatest(target);
      const { child, go } = await publisher(source, address);
      const exit = once(child, "exit");
      go();
      await sleep(Math.random() * longest);
      child.kill("SIGKILL");
      await exit;

      expect((await verifyStore(target)).faults).toEqual([]);
      const stage = await stageOf(target, run, before?.run);
      stages[stage] = (stages[stage] ?? 0) + 1;
      const runsBefore = (await listRunIds(target)).filter(({ isComplete }) => isComplete);

      longest *= stage === "all done" ? 0.8 : 1.2;
      const published = await copyRun(source, target, undefined);
      const runsAfter = (await listRunIds(target)).filter(({ isComplete }) => isComplete);
      const added = ["all done", "manifest written"].includes(stage) ? 0 : 1;
      expect(runsAfter).toHaveLength(runsBefore.length + added);
      expect(published.manifest.author).toBe(run.author);
      expect(await readLatest(target)).toMatchObject({ run: published.manifest.id });
      expect((await verifyStore(target)).faults).toEqual([]);
      await prune(target, { keep: 2 });
    }
    expect(await verifyStore(target)).toMatchObject({ runs: 2, unfinishedRuns: 0, faults: [] });
    process.stdout.write(`${kind}: ${KILLS} publishers killed: ${JSON.stringify(stages)}\n`);
    expect(Object.keys(stages).length).toBeGreaterThan(1);
  });

  test(`never mixes two publishers, ${MEETINGS} times`, async () => {
    const address = place(`met-${kind}`);
    const target = await openStore(address);
    for (let round = 0; round < MEETINGS; round += 1) {
      const runs = await Promise.all(["a", "b"].map((name) => finishedRun(`${name}-${kind}-${round}`)));
      const publishers = await Promise.all(runs.map(({ source }) => publisher(source, address)));
      const exits = publishers.map(({ child }) => once(child, "exit"));
      for (const { go } of publishers) {
        go();
      }
      expect((await Promise.all(exits)).map(([code]) => code)).toEqual([0, 0]);
      const ids = await Promise.all(runs.map(({ run }) => idOf(target, run)));
      expect(new Set(ids).size).toBe(2);
      const newest = ids.toSorted(compareRunIds).at(-1);
      expect(await readLatest(target)).toMatchObject({ run: newest });
      for (const [index, { source }] of runs.entries()) {
        const id = ids[index] ?? "";
        const [own, theirs] = await Promise.all([
          readRunPackages(source, "2026-11-23"),
          readRunPackages(target, id),
        ]);
        expect(theirs).toEqual(own);
        const shards = Object.keys((await readManifest(target, id))?.objects ?? {}).filter((key) =>
          key.startsWith("shards/"),
        );
        const expected = Object.values(own ?? {}).flatMap(({ shard }) =>
          shard ? [shardObjectKey(shard)] : [],
        );
        expect(shards.sort()).toEqual(expected.sort());
      }
    }
    expect(await verifyStore(target)).toMatchObject({
      ...{ runs: 2 * MEETINGS, unfinishedRuns: 0, shards: 2 * MEETINGS * SHARDS, faults: [] },
    });
  });
});

async function idOf(store: Store, { author }: RunManifest): Promise<string> {
  for (const { id } of await listRunIds(store)) {
    if ((await readManifest(store, id))?.author === author) {
      return id;
    }
  }
  throw new Error("the run of a publisher is not there");
}
