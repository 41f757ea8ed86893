import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { verifyStore } from "./care/verify.ts";
import { folderStore } from "./folder-store.ts";
import { copyRecipe, inputDigest, type KeptRecipe, keepRecipe, readRecipe, recipeKey } from "./recipe.ts";
import type { Store } from "./store.ts";
import { storedJson } from "./stored-json.ts";
import { keepTinyShard } from "./testing/tiny-run.ts";

const SHARD = "a".repeat(64);
const files = { Dockerfile: "FROM base\n", "requirements.txt": "tiny==1\n" };
const recipe: KeptRecipe = { shard: SHARD, imageKey: "b".repeat(64), files };
const inputs = {
  dockerfile: inputDigest(files.Dockerfile),
  lock: inputDigest([["requirements.txt", files["requirements.txt"]]]),
};

let folder: string;
let [store, other]: Store[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-recipe-"));
  [store, other] = ["one", "other"].map((name) => folderStore(join(folder, name)));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const here = () => store as Store;
const there = () => other as Store;

describe("keeping", () => {
  test("what the image of a shard was made of; of several images, what was explored last", async () => {
    await keepRecipe(here(), recipe);
    expect(await readRecipe(here(), SHARD)).toMatchObject(recipe);
    const later = { ...recipe, imageKey: "c".repeat(64), files: { Dockerfile: "FROM other\n" } };
    await keepRecipe(here(), later);
    expect(await readRecipe(here(), SHARD)).toMatchObject(later);
  });

  test("replaces one that is damaged, and leaves one of a newer format alone", async () => {
    await here().write(recipeKey(SHARD), "{");
    await expect(readRecipe(here(), SHARD)).rejects.toThrow("is not JSON");
    await keepRecipe(here(), recipe);
    expect(await readRecipe(here(), SHARD)).toMatchObject(recipe);
    await here().write(recipeKey(SHARD), storedJson({ ...recipe, format: 2 }));
    await keepRecipe(here(), recipe);
    await expect(readRecipe(here(), SHARD)).rejects.toThrow("has format 2");
  });
});

test.each([
  ["another shard's", { ...recipe, shard: "d".repeat(64) }, "is the recipe of another shard, d"],
  ["a file in another folder", { ...recipe, files: { "../Dockerfile": "" } }, "files"],
  ["a file that is no text", { ...recipe, files: { Dockerfile: 1 } }, "files.Dockerfile"],
])("refuses %s, and verify says so", async (_what, content, message) => {
  await here().write(recipeKey(SHARD), storedJson(content));
  await expect(readRecipe(here(), SHARD)).rejects.toThrow(message);
  await keepTinyShard(here(), "1");
  const { faults } = await verifyStore(here());
  expect(faults).toMatchObject([{ key: recipeKey(SHARD) }]);
});

describe("copying", () => {
  test("takes it from the first store that has it whole", async () => {
    await here().write(recipeKey(SHARD), "{");
    await keepRecipe(there(), recipe);
    const target = folderStore(join(folder, "target"));
    await copyRecipe([here(), there()], target, { digest: SHARD, inputs });
    expect(await readRecipe(target, SHARD)).toMatchObject(recipe);
  });

  test.each([
    ["another Dockerfile", { ...inputs, dockerfile: inputDigest("FROM elsewhere\n") }],
    ["another lock", { ...inputs, lock: inputDigest([["requirements.txt", "tiny==2\n"]]) }],
    ["nobody knows what", undefined],
  ])("takes nothing that says other texts than the shard was made from: %s", async (_what, from) => {
    await keepRecipe(here(), recipe);
    await copyRecipe([here()], there(), { digest: SHARD, ...(from && { inputs: from }) });
    expect(await readRecipe(there(), SHARD)).toBeUndefined();
  });
});
