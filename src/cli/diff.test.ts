/** What `diff` prints of two releases, who would notice, and how it fails. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepModule } from "../graph/testing/module-shard.ts";
import type { Use } from "../shard/records.ts";
import type { node } from "../shard/testing/tiny-shard.ts";
import { folderStore } from "../store/folder-store.ts";
import { importgraphIn } from "./testing/in-process.ts";

let folder: string;
let old: string;
/** The digest of the shard of lib 2.0. */
let newest: string;

const parameter = (name: string) => ({ name, kind: "positionalOrKeyword" as const });
const callOf = (id: string, keywords: string[], positional = 0): Use => ({
  ...{ record: "use", in: "user", of: { distribution: "lib", version: "1.0", id } },
  ...{ how: ["call"], count: 2, lines: [1, 2], positional },
  ...(keywords.length > 0 && { keywords }),
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-diff-"));
  const store = folderStore(join(folder, "out"));
  vi.stubEnv("IMPORTGRAPH_STORE", join(folder, "out"));
  const fetch = (...parameters: string[]) =>
    ["lib.fetch", "function", { signature: { parameters: parameters.map(parameter) } }] as const;
  const lib = (version: string, ...nodes: Parameters<typeof node>[]) =>
    keepModule(store, "lib", {
      ...{ version, nodes },
      members: Object.fromEntries(nodes.map(([id]) => [id.replace("lib.", ""), id])),
    });
  const { digest } = await lib("1.0", [...fetch("url", "timeout")], ["lib.gone", "function"]);
  // Of two that were explored one after the other the head has the last.
  old = join(folder, "out", "shards", "lib", "1.0", `${digest}.jsonl.gz`);
  ({ digest: newest } = await lib("2.0", [...fetch("url")], ["lib.more", "function"]));
  await keepModule(store, "user", { uses: [callOf("lib.fetch", ["timeout"], 1)] });
  await keepModule(store, "other", { uses: [{ ...callOf("lib.fetch", [], 1), in: "other" }] });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const diff = (...args: string[]) => importgraphIn(folder, ["diff", ...args, "--no-witness"]);

test("what breaks comes first, what breaks nobody is counted", async () => {
  const { out } = await diff(old, "lib==2.0");
  expect(out.split("\n")).toEqual([
    "Tiny 1.0 → 2.0 on Python 3.13",
    "  2 breaking · 0 risky · 0 deprecation · 1 compatible",
    "",
    "breaking: breaks code that uses it (2)",
    "  lib.fetch  parameter removed: timeout; used by user",
    "  lib.gone   function removed",
    "",
    "--all shows the 1 compatible change too.",
  ]);
  expect((await diff(old, "lib==2.0", "--all")).out).toContain("  lib.more  function added");
});

test("many that break nobody are counted by where they are", async () => {
  const store = folderStore(join(folder, "out"));
  const added = Array.from({ length: 12 }, (_, at) => [`lib.more${at}`, "function"] as const);
  const nodes = added.map(([id, kind]) => [id, kind] as Parameters<typeof node>);
  const members = Object.fromEntries(added.map(([id]) => [id.replace("lib.", ""), id]));
  await keepModule(store, "lib", { version: "3.0", nodes, members });
  const { out } = await diff(old, "lib==3.0");
  expect(out.split("\n").slice(-3)).toEqual([
    "",
    "  lib: 12 function added",
    "--all shows the 12 compatible changes too.",
  ]);
});

test("who would notice is counted by what they give; the graph is made as far as it is missing", async () => {
  const { out, said } = await diff(old, "lib==2.0");
  expect(said).toContain("Made tables and indexes of 3 packages, and kept.");
  expect(out).toContain("  lib.fetch  parameter removed: timeout; used by user");
  const { changes } = JSON.parse((await diff(old, "lib==2.0", "--json")).out);
  expect(changes[0]).toMatchObject({
    ...{ rule: "parameter-removed", level: "breaking", name: "lib.fetch", part: "timeout" },
    users: [{ distribution: "user", count: 2 }],
  });
});

test("check tells who would notice, too", async () => {
  const now = join(folder, "out", "shards", "lib", "2.0", `${newest}.jsonl.gz`);
  const { out } = await importgraphIn(folder, ["check", now, "--against", old, "--json"]);
  expect(JSON.parse(out).changes).toMatchObject([
    { name: "lib.fetch", rule: "parameter-removed", users: [{ distribution: "user", count: 2 }] },
    { name: "lib.gone", rule: "function-removed" },
    { name: "lib.more", rule: "function-added" },
  ]);
});

test("check says of a project that is not there so, and of another distribution that it is one", async () => {
  await expect(importgraphIn(folder, ["check", "acmee"])).rejects.toThrow(
    '"acmee": there is no such file or folder',
  );
  const { said } = await importgraphIn(folder, ["check", "user==1.0", "--against", old, "--no-witness"]);
  expect(said).toContain("lib and user are two distributions");
});

test("a release and itself, a shard that is not there, and two distributions are told", async () => {
  await expect(diff("lib==2.0", "2.0")).rejects.toThrow(/lib 2\.0 is compared with itself/);
  await expect(diff("lib==2.0", join(folder, "no.jsonl.gz"))).rejects.toThrow(
    /there is no shard ".*no\.jsonl/,
  );
  expect((await diff("lib==2.0", "user==1.0")).said).toContain("lib and user are two distributions");
});
