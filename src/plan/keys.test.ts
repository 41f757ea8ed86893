import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { parsePkginfo } from "../pkginfo/parse.ts";
import { prepare } from "../setups/preparation.ts";
import type { SetupRule } from "../setups/rules.ts";
import { changedInputs, explorerDigest, imageKey, isImageInput, shardInputs, shardKey } from "./keys.ts";

const home = resolve(import.meta.dirname, "..", "..");

function pkginfo(more = "") {
  return parsePkginfo(`name: requests\nversion: "2.32.5"\n${more}`, "pkginfo/requests.yaml");
}

function preparation(more = "") {
  return prepare(pkginfo(more), [{ name: "requests", version: "2.32.5" }], []);
}

function keyOf(more = "", image = "image", explorer = "explorer", shardFormat = 1): string {
  return shardKey(image, {
    ...{ explorer, pkginfo: pkginfo(more), preparation: preparation(more), shardFormat },
  });
}

const image = { dockerfile: "FROM base", locks: { "requirements.txt": "requests==2.32.5" }, baseInputs: "b" };

test("an image is the same until something that it is made of changes", () => {
  const key = imageKey(image);
  expect(imageKey({ ...image })).toBe(key);
  expect(imageKey({ ...image, dockerfile: "FROM base\nRUN true" })).not.toBe(key);
  expect(imageKey({ ...image, locks: { "requirements.txt": "requests==2.32.4" } })).not.toBe(key);
  expect(imageKey({ ...image, locks: { ...image.locks, "build-requirements.txt": "" } })).not.toBe(key);
  expect(imageKey({ ...image, baseInputs: "another" })).not.toBe(key);
});

test("notes change nothing", () => {
  expect(keyOf("notes: hello\n")).toBe(keyOf());
});

test.for([
  ["env: {A: b}", "env"],
  ["setup: import os", "setup"],
  ["imports: [requests]", "imports"],
  ["skip: {requests.help: prints}", "skip"],
  ["timeout: 5m", "timeout"],
  ["memory: 1g", "memory"],
] as const)("exploring depends on %s, and that it changed can be told", ([line, name]) => {
  expect(keyOf(`${line}\n`)).not.toBe(keyOf());
  const inputs = (more: string) =>
    shardInputs(image, {
      ...{ explorer: "explorer", pkginfo: pkginfo(more), preparation: preparation(more), shardFormat: 1 },
    });
  expect(changedInputs(inputs(""), inputs(`${line}\n`))).toEqual([name]);
  expect(changedInputs(inputs(`${line}\n`), inputs(""))).toEqual([name]);
  expect(isImageInput(name)).toBe(false);
});

test("exploring depends on the rules that apply, and on no other one", () => {
  const rule = (name: string, code: string): SetupRule => ({
    name,
    when: [{ name, specifier: "" }],
    env: {},
    code,
  });
  const of = (...rules: SetupRule[]) => {
    const prepared = prepare(pkginfo(), [{ name: "requests", version: "2.32.5" }], rules);
    const inputs = { explorer: "explorer", pkginfo: pkginfo(), preparation: prepared, shardFormat: 1 };
    return { key: shardKey("image", inputs), parts: shardInputs(image, inputs) };
  };
  const before = of(rule("requests", "one"));
  const edited = of(rule("requests", "two"));
  expect(of(rule("requests", "one"), rule("django", "anything"))).toEqual(before);
  expect(edited.key).not.toBe(before.key);
  expect(changedInputs(before.parts, edited.parts)).toEqual(["rules"]);
  expect(changedInputs(of().parts, before.parts)).toEqual(["rules"]);
});

test("exploring depends on the image, the explorer and the format", () => {
  const key = keyOf();
  expect(keyOf("", "other")).not.toBe(key);
  expect(keyOf("", "image", "other")).not.toBe(key);
  expect(keyOf("", "image", "explorer", 2)).not.toBe(key);
});

test("the explorer's digest follows its sources and the receiver's, and no tests", async () => {
  const root = await mkdtemp(join(tmpdir(), "importgraph-keys-"));
  try {
    for (const folder of ["baseimage/explorer/importgraph_explorer", "src/explore", "src/shard"]) {
      await cp(join(home, folder), join(root, folder), { recursive: true });
    }
    const digest = await explorerDigest(root);
    await writeFile(join(root, "src/explore/new.test.ts"), "// a test");
    expect(await explorerDigest(root)).toBe(digest);
    await writeFile(join(root, "baseimage/explorer/importgraph_explorer/new.py"), "# a source");
    const withSource = await explorerDigest(root);
    expect(withSource).not.toBe(digest);
    await writeFile(join(root, "src/shard/new.ts"), "// a source");
    expect(await explorerDigest(root)).not.toBe(withSource);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
