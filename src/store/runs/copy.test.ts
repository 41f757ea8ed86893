import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { prune } from "../care/prune.ts";
import { folderStore } from "../folder-store.ts";
import type { Store } from "../store.ts";
import { completeTinyRun, exploredPackage, keepTinyShard, TINY_START } from "../testing/tiny-run.ts";
import { copyRun } from "./copy.ts";
import { listRuns } from "./list.ts";
import { runKeys } from "./record.ts";
import { reserveRun } from "./reservation.ts";

let folder: string;
let from: Store;
let to: Store;
/** An object of the run that is neither packages.json nor the log. */
const failedLog = { key: "runs/2026-11-23/logs/bad.log", text: "no compiler\n" };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-copy-"));
  from = folderStore(join(folder, "from"));
  to = folderStore(join(folder, "to"));
  await from.write(failedLog.key, failedLog.text);
  const sha256 = createHash("sha256").update(failedLog.text).digest("hex");
  await completeTinyRun(
    from,
    { tiny: exploredPackage(await keepTinyShard(from, "1")) },
    {},
    {
      [failedLog.key]: { sizeBytes: failedLog.text.length, sha256 },
    },
  );
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Changes a document as it would be without a checksum, by which those of earlier versions are not known. */
async function change(store: Store, key: string, find: string | RegExp, replacement: string): Promise<void> {
  const path = await store.localPath(key);
  const text = await readFile(path, "utf8");
  const changed = text.replace(find, replacement);
  expect(changed).not.toBe(text);
  await writeFile(path, changed.replace(/,\n {2}"checksum": "[0-9a-f]{64}"/, ""));
}

const keys = runKeys("2026-11-23");

test.each([
  [
    "a figure of packages.json",
    keys.packages,
    /"nodes": \d+/,
    '"nodes": 99',
    /packages\.json: has \d+ bytes with/,
  ],
  [
    "a status of packages.json",
    keys.packages,
    '"explored"',
    '"carried"',
    /packages\.json: has \d+ bytes with/,
  ],
  ["the run's log", keys.log, "explored", "exploded", /out\.log: has \d+ bytes with/],
  ["a log of a package", failedLog.key, "compiler", "compiles", /not what the manifest says/],
  [
    "the id of the manifest",
    keys.manifest,
    '"id": "2026-11-23"',
    '"id": "2026-11-23.2"',
    /is of run 2026-11-23\.2/,
  ],
  [
    "the day of the manifest",
    keys.manifest,
    '"startedAt": "2026-11-23',
    '"startedAt": "2026-11-24',
    /begun 2026-11-24/,
  ],
  ["the author of the manifest", keys.manifest, /"author": "./, '"author": "x', /of: author/],
  ["the counts of the manifest", keys.manifest, '"explored": 1', '"explored": 2', /counts are not those/],
  [
    "a digest of the manifest",
    keys.manifest,
    /"digest": "[0-9a-f]{64}",\n {6}"sizeBytes/,
    `"digest": "${"0".repeat(64)}",\n      "sizeBytes`,
    /does not have it/,
  ],
  [
    "the record of the run",
    keys.run,
    "linux-x86_64",
    "linux-aarch64",
    /run\.json: says something else .* platform/,
  ],
])("what was damaged is named and not published: %s", async (_, key, find, replacement, fault) => {
  await change(from, key, find, replacement);
  await expect(copyRun(from, to, "2026-11-23")).rejects.toThrow(fault);
  expect((await listRuns(to)).filter(({ state }) => state === "complete")).toEqual([]);
});

test("what is damaged in the target's latest run is not carried into a new one", async () => {
  await copyRun(from, to, "2026-11-23");
  await change(to, keys.packages, /"nodes": \d+/, '"nodes": 99');
  const next = folderStore(join(folder, "next"));
  await completeTinyRun(
    next,
    { other: exploredPackage(await keepTinyShard(next, "1", "other")) },
    { startedAt: "2026-11-24T10:00:00.000Z" },
  );
  await expect(copyRun(next, to, undefined)).rejects.toThrow(/packages\.json: has \d+ bytes with/);
});

test("an object that an interrupted publisher left is sent again where it is another one", async () => {
  const record = await reserveRun(to, { ...TINY_START, author: (await listAuthor(from)) ?? "" });
  const own = failedLog.key.replace(keys.folder, runKeys(record.id).folder);
  await to.write(own, failedLog.text.replace("compiler", "COMPILER"));
  await copyRun(from, to, undefined);
  expect(new TextDecoder().decode(await to.read(own))).toBe(failedLog.text);
});

async function listAuthor(store: Store): Promise<string | undefined> {
  const text = new TextDecoder().decode(await store.read(keys.run));
  return (JSON.parse(text) as { author?: string }).author;
}

test("a run keeps its id where that is free, though it is the second of its day", async () => {
  await completeTinyRun(
    from,
    { tiny: exploredPackage(await keepTinyShard(from, "2")) },
    { startedAt: "2026-11-23T11:00:00.000Z" },
  );
  const { manifest } = await copyRun(from, to, "2026-11-23.2");
  expect(manifest.id).toBe("2026-11-23.2");
  // The first one is older than the latest, and has an id of its own all the same.
  expect((await copyRun(from, to, "2026-11-23")).manifest.id).toBe("2026-11-23");
  const other = folderStore(join(folder, "other"));
  await completeTinyRun(other, { tiny: exploredPackage(await keepTinyShard(other, "3")) });
  await completeTinyRun(other, { tiny: exploredPackage(await keepTinyShard(other, "4")) });
  expect((await copyRun(from, other, "2026-11-23.2")).manifest.id).toBe("2026-11-23.3");
});

test("a run gets no id of a pruned one by which it would be older than a run that was begun before it", async () => {
  const { id } = await completeTinyRun(to, { tiny: exploredPackage(await keepTinyShard(to, "2")) });
  await completeTinyRun(to, { tiny: exploredPackage(await keepTinyShard(to, "3")) });
  await prune(to, { keep: 1 });
  expect((await listRuns(to)).map((run) => run.id)).not.toContain(id);
  const { manifest, notLatest } = await copyRun(from, to, id);
  expect(manifest.id).toBe("2026-11-23.3");
  expect(notLatest).toBeUndefined();
});
