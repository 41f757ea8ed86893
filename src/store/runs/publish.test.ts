import { mkdtemp, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { partKey } from "../../page/graph-keys.ts";
import { folderStore } from "../folder-store.ts";
import { findExplored, shardObjectKey } from "../layout.ts";
import type { Store } from "../store.ts";
import { completeTinyRun, exploredPackage, keepTinyShard, TINY_START } from "../testing/tiny-run.ts";
import { copyRun } from "./copy.ts";
import { type Publication, publishRun } from "./publish.ts";
import { type RunPackage, readLatest, readManifest, readRunPackages, readRunRecord } from "./record.ts";
import { listRunIds } from "./reservation.ts";

let folder: string;
let [from, other, to]: Store[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-publish-"));
  [from, other, to] = ["from", "other", "to"].map((name) => folderStore(join(folder, name)));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function publication(packages: Publication["packages"]): Publication {
  return {
    start: TINY_START,
    ...{ finishedAt: "2026-11-23T10:05:00.000Z", log: "log\n", packages, sources: [from, other] as Store[] },
    ...{ bases: { "3.13": { inputs: "b".repeat(64) } }, areOwn: false },
  };
}

function without(status: RunPackage["status"]): RunPackage {
  return { name: "tiny", version: "9", status, reason: "test", attempts: 0, seconds: 0 };
}

const target = () => to as Store;

test("the shards of several places become one run, with their keys", async () => {
  const first = await keepTinyShard(from as Store, "1.0");
  const second = await keepTinyShard(other as Store, "1!2.0+cpu");
  const published = await publishRun(
    target(),
    publication({ a: exploredPackage(first), b: exploredPackage(second) }),
  );
  expect(published).toMatchObject({ sent: 2, damaged: {}, manifest: { counts: { explored: 2 } } });
  expect(published.sentBytes).toBe(first.sizeBytes + second.sizeBytes);
  for (const entry of [first, second]) {
    expect(await findExplored(target(), entry.shardKey)).toEqual(entry);
  }
  const again = await publishRun(target(), publication({ a: exploredPackage(first) }));
  expect(again).toMatchObject({ sent: 0, manifest: { id: "2026-11-23.2" } });
});

describe("a package without a shard of its own", () => {
  test("carries the last good one, if it was not skipped, and says which run made that", async () => {
    const [one, two] = [await keepTinyShard(from as Store, "1"), await keepTinyShard(from as Store, "2")];
    await publishRun(target(), publication({ a: exploredPackage(one), gone: exploredPackage(two) }));
    const packages = { a: without("failed"), new: without("carried"), skipped: without("skipped") };
    await publishRun(target(), publication(packages));
    await publishRun(target(), publication({ a: without("carried"), new: without("failed") }));
    expect(await readRunPackages(target(), "2026-11-23.2")).toMatchObject({
      a: { status: "failed", shard: one, shardOf: "2026-11-23" },
      new: { ...without("skipped") },
    });
    expect(await readRunPackages(target(), "2026-11-23.3")).toEqual({
      a: { ...without("carried"), shard: one, shardOf: "2026-11-23" },
      new: without("failed"),
    });
    expect(await readRunRecord(target(), "2026-11-23.3")).toMatchObject({ objects: [shardObjectKey(one)] });
  });

  test("whose shard is damaged or nowhere fails, and carries too", async () => {
    const [good, bad] = [await keepTinyShard(from as Store, "1"), await keepTinyShard(from as Store, "2")];
    await publishRun(target(), publication({ a: exploredPackage(good) }));
    await truncate(await (from as Store).localPath(shardObjectKey(bad)), 100);
    const nowhere = { ...bad, digest: "f".repeat(64) };
    const { damaged, packages, manifest } = await publishRun(
      target(),
      publication({ a: exploredPackage(bad), b: exploredPackage(nowhere) }),
    );
    expect(damaged.a).toMatch(/shards\/tiny\/2\/.*: .*cut off/);
    expect(damaged.b).toContain("in none of the places");
    expect(packages).toMatchObject({ a: { status: "failed", shard: good }, b: { status: "failed" } });
    expect(packages.b).not.toHaveProperty("shard");
    expect(manifest.counts).toMatchObject({ failed: 2 });
    await keepTinyShard(other as Store, "2");
    const healed = await publishRun(target(), publication({ a: exploredPackage(bad) }));
    expect(healed).toMatchObject({
      damaged: {},
      sent: 1,
      packages: { a: { status: "explored", shard: bad } },
    });
  });
});

test("a package does not get the shard of another one, nor the other one's key", async () => {
  const shard = await keepTinyShard(from as Store, "1.0");
  const { damaged } = await publishRun(
    target(),
    publication({ evil: { ...exploredPackage(shard), name: "evil" } }),
  );
  expect(damaged).toEqual({ evil: "it is a shard of tiny" });
  expect(await findExplored(target(), shard.shardKey)).toBeUndefined();
});

test("what was made from files of a machine is left out", async () => {
  const local = { ...(await keepTinyShard(from as Store, "1.0")), local: true };
  const published = await publishRun(target(), publication({ mine: exploredPackage(local) }));
  expect(published).toMatchObject({ local: ["mine"], packages: {} });
  expect(await Array.fromAsync(target().list("shards/"))).toEqual([]);
});

describe("a finished run", () => {
  test("is copied as it is, once", async () => {
    const shard = await keepTinyShard(from as Store, "1.0");
    const run = await completeTinyRun(from as Store, {
      tiny: exploredPackage(shard),
      bad: without("failed"),
    });
    const first = await copyRun(from as Store, target(), undefined);
    expect(first.manifest).toEqual(run);
    expect(await copyRun(from as Store, target(), "2026-11-23")).toMatchObject({ sent: 0, manifest: run });
    expect(await listRunIds(target())).toEqual([{ id: "2026-11-23", isComplete: true }]);
    expect(await readLatest(target())).toMatchObject({ run: "2026-11-23" });
  });

  test("gets another id where its own is taken", async () => {
    const theirs = await completeTinyRun(target(), {});
    const ours = await completeTinyRun(from as Store, {});
    const { manifest } = await copyRun(from as Store, target(), ours.id);
    expect(manifest).toMatchObject({ id: "2026-11-23.2", author: ours.author });
    expect(await readManifest(target(), theirs.id)).toEqual(theirs);
  });

  test("brings its other objects, and its own ones under its id", async () => {
    const sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    const keys = [partKey("nodes", "c".repeat(64)), "runs/2026-11-23/index/names.parquet"];
    await Promise.all(keys.map((key) => (from as Store).write(key, "test")));
    const objects = Object.fromEntries(keys.map((key) => [key, { sizeBytes: 4, sha256 }]));
    await completeTinyRun(from as Store, {}, {}, objects);
    await completeTinyRun(target(), {});
    const { manifest, sent } = await copyRun(from as Store, target(), undefined);
    const own = "runs/2026-11-23.2/index/names.parquet";
    expect(sent).toBe(2);
    expect(manifest.objects).toMatchObject({ [keys[0] as string]: { sha256 }, [own]: { sha256 } });
    expect(new TextDecoder().decode(await target().read(own))).toBe("test");
  });

  test("of which a shard was exchanged is not copied with it", async () => {
    const [first, second] = [
      await keepTinyShard(from as Store, "1"),
      await keepTinyShard(from as Store, "2"),
    ];
    await completeTinyRun(from as Store, { a: exploredPackage(first), b: exploredPackage(second) });
    const bytes = (await (from as Store).read(shardObjectKey(second))) as Uint8Array;
    await (from as Store).write(shardObjectKey(first), bytes);
    await truncate(await (from as Store).localPath(shardObjectKey(second)), 100);
    const { damaged, packages } = await copyRun(from as Store, target(), undefined);
    expect(damaged.a).toContain(`its lines have the digest ${second.digest}`);
    expect(damaged.b).toContain("is not gzip, or cut off");
    expect(packages).toMatchObject({ a: { status: "failed" }, b: { status: "failed" } });
  });

  test("that is not there, or not finished, is told", async () => {
    await expect(copyRun(from as Store, target(), undefined)).rejects.toThrow("there is no finished run in");
    await expect(copyRun(from as Store, target(), "2026-11-24")).rejects.toThrow(
      "there is no run 2026-11-24",
    );
  });
});
