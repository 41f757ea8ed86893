import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { folderStore } from "../../store/folder-store.ts";
import type { Store } from "../../store/store.ts";
import { graphOf, keepModule, type ModuleShard } from "../testing/module-shard.ts";
import { whereis } from "./whereis.ts";

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-whereis-"));
  store = folderStore(folder);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** `old` has a module in version 1.0 only, and another distribution one whose name ends so. */
async function graphWithout(newest: "1.0" | "2.0") {
  const modules: ModuleShard = { nodes: [["old.reader", "module"]] };
  return await graphOf(store, [
    await keepModule(store, "old", { version: "1.0", ...modules, members: { reader: "old.reader" } }),
    ...(newest === "2.0" ? [await keepModule(store, "old", { version: "2.0" })] : []),
    await keepModule(store, "dates", {
      nodes: [["dates.old.reader", "module"]],
    }),
  ]);
}

test("of a whole name that only older releases have, what ends so is told, too, behind it", async () => {
  const { owners } = await whereis(await graphWithout("2.0"), "old.reader");
  expect(owners).toMatchObject([
    { distribution: "old", version: "1.0", name: "old.reader", why: "name" },
    { distribution: "dates", name: "dates.old.reader", why: "tail" },
  ]);
});

test("of a whole name that a newest release has, nothing is told that only ends so", async () => {
  const { owners, more } = await whereis(await graphWithout("1.0"), "old.reader");
  expect(owners).toMatchObject([{ distribution: "old", version: "1.0", why: "name" }]);
  expect([owners.length, more]).toEqual([1, 0]);
});
