import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { History } from "../../history/history.ts";
import { historyOf, keepReleases } from "../../history/testing/kept-history.ts";
import { historyFileKey, historyKey } from "../../page/history-document.ts";
import { prune } from "../care/prune.ts";
import { verifyStore } from "../care/verify.ts";
import { folderStore } from "../folder-store.ts";
import type { Store } from "../store.ts";
import { copyHistories } from "./copy-histories.ts";

let folder: string;
let from: Store;
let to: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-histories-"));
  [from, to] = [folderStore(join(folder, "from")), folderStore(join(folder, "to"))];
  for (const name of ["web", "other"]) {
    await makeHistory(from, name, "1.0", "2.0");
  }
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function makeHistory(store: Store, name: string, ...versions: string[]): Promise<History> {
  const releases = Object.fromEntries(versions.map((version) => [version, {}]));
  return await historyOf(store, await keepReleases(store, name, releases));
}

test("the histories of what is published go with it, once, are sound there and stay when it is pruned", async () => {
  const copied = await copyHistories(from, to, ["web", "none", "web"]);
  expect(copied).toEqual({ same: ["web"], sent: 1, problems: [] });
  expect((await History.open(to, "web"))?.versions).toEqual(["1.0", "2.0"]);
  expect(await History.open(to, "other")).toBeUndefined();
  expect(await copyHistories(from, to, ["web"])).toEqual({ same: ["web"], sent: 0, problems: [] });
  // A store is one by what it holds of packages.
  await keepReleases(to, "more", { "1.0": {} });
  expect((await verifyStore(to)).faults).toEqual([]);
  await prune(to, { keep: 1, now: new Date(Date.now() + 72 * 60 * 60 * 1000) });
  expect((await History.open(to, "web"))?.versions).toEqual(["1.0", "2.0"]);
});

test("a longer history takes the place of a shorter one, and not the other way round", async () => {
  await makeHistory(to, "web", "1.0");
  expect(await copyHistories(from, to, ["web"])).toMatchObject({ sent: 1, problems: [] });
  await makeHistory(to, "web", "1.0", "1.5", "2.0", "3.0");
  const { same, problems } = await copyHistories(from, to, ["web"]);
  expect(same).toEqual([]);
  expect(problems).toMatchObject([
    { message: expect.stringContaining("it has releases 1.5, 3.0, which the one of") },
  ]);
  expect((await History.open(to, "web"))?.versions).toContain("1.5");
});

test.each(["document", "file"])(
  "a damaged %s is told, and not copied; one there is made good",
  async (what) => {
    const damage = async (store: Store) => {
      const digest = (await History.open(store, "web"))?.document.digest ?? "";
      const key = what === "file" ? historyFileKey("web", digest) : historyKey("web");
      await writeFile(join(store.folder ?? "", key), "damaged");
    };
    await copyHistories(from, to, ["web"]);
    await damage(to);
    expect(await copyHistories(from, to, ["web"])).toMatchObject({ sent: 1, problems: [] });
    expect((await History.open(to, "web"))?.versions).toEqual(["1.0", "2.0"]);
    await damage(from);
    const { same, problems } = await copyHistories(from, to, ["web"]);
    expect([same, problems]).toEqual([
      [],
      [expect.objectContaining({ message: expect.stringMatching(/damaged|JSON|checksum/) })],
    ]);
  },
);
