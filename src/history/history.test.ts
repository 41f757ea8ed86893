import { mkdtemp, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ModuleShard } from "../graph/testing/module-shard.ts";
import { historyFileKey, historyKey } from "../page/history-document.ts";
import type { Parameter } from "../shard/records.ts";
import { folderStore } from "../store/folder-store.ts";
import type { Store } from "../store/store.ts";
import { makeHistory } from "./make-history.ts";
import { releaseChanges } from "./release-changes.ts";
import { sinceOf } from "./since.ts";
import { historyOf, keepReleases } from "./testing/kept-history.ts";

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-history-"));
  store = folderStore(folder);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

type NodeArgs = NonNullable<ModuleShard["nodes"]>[number];

function parameter(name: string, fields: Partial<Parameter> = {}): Parameter {
  return { name, kind: "positionalOrKeyword", ...fields };
}

function get(...parameters: Parameter[]): NodeArgs {
  return ["web.get", "function", { signature: { parameters } }];
}

/** A module with what its members are. */
function release(...nodes: NodeArgs[]): ModuleShard {
  const own = nodes.filter(([id]) => id.split(".").length === 2);
  return { nodes, members: Object.fromEntries(own.map(([id]) => [id.slice("web.".length), id])) };
}

async function madeOf(releases: Readonly<Record<string, ModuleShard>>, hasEarlier = false) {
  return await historyOf(store, await keepReleases(store, "web", releases), { hasEarlier });
}

describe("a name", () => {
  test("is there since the first release that has it, until the last one", async () => {
    const history = await madeOf({
      "1.0": release(get(), ["web.put", "function"]),
      "1.1": release(get(), ["web.put", "function"], ["web.head", "function"]),
      "1.2": release(get(), ["web.head", "function"]),
    });
    expect(await sinceOf(history, ["web.get"])).toMatchObject({ since: "1.0", parameters: [], changes: [] });
    expect(await sinceOf(history, ["web.put"])).toMatchObject({ since: "1.0", until: "1.1" });
    expect(await sinceOf(history, ["web.none", "web.head"])).toMatchObject({
      ...{ distribution: "web", name: "web.head", since: "1.1" },
    });
    expect(await sinceOf(history, ["web.none"])).toBeUndefined();
    expect(history.document.releases).toMatchObject([
      { version: "1.0", names: 3, added: 3, removed: 0 },
      { version: "1.1", names: 4, added: 1, removed: 0 },
      { version: "1.2", names: 3, added: 0, removed: 1 },
    ]);
  });

  test("that comes back has gaps", async () => {
    const history = await madeOf({
      "1.0": release(get()),
      "1.1": release(),
      "1.2": release(get()),
    });
    const since = await sinceOf(history, ["web.get"]);
    expect(since).toMatchObject({ since: "1.0", hasGaps: true });
    expect(since?.until).toBeUndefined();
    expect(await history.follow("web.get", 1)).toBeUndefined();
    expect(await history.follow("web.get", 2)).toBeDefined();
  });

  test("may be older where earlier releases were not explored, or could not be imported", async () => {
    const failed: NodeArgs = ["web.late", "module", { imported: false }];
    const late: NodeArgs[] = [
      ["web.late", "module", { members: { go: "web.late.go" } }],
      ["web.late.go", "function"],
    ];
    const history = await madeOf(
      { "1.0": release(get(), failed), "1.1": release(get(), ...late), "1.2": release(failed) },
      true,
    );
    expect(await sinceOf(history, ["web.get"])).toMatchObject({
      ...{ since: "1.0", maybeOlder: true, until: "1.1" },
    });
    const go = await sinceOf(history, ["web.late.go"]);
    expect(go).toMatchObject({ since: "1.1", maybeOlder: true });
    // That its module fails in 1.2 does not say that it is gone.
    expect(go?.until).toBeUndefined();
  });

  test("tells of other kinds, deprecation and what was made private", async () => {
    const deprecated = { message: "use put" };
    const listing = (all: string[], ...node: NodeArgs): ModuleShard =>
      release(["web.sub", "module", { all, members: { get: "web.sub.get" } }], node);
    const history = await madeOf({
      "1.0": listing(["get"], "web.sub.get", "function"),
      "1.1": listing(["get"], "web.sub.get", "function", { deprecated }),
      "1.2": listing([], "web.sub.get", "class", { deprecated }),
    });
    expect(await sinceOf(history, ["web.sub.get"])).toMatchObject({
      deprecatedSince: "1.1",
      changes: [
        { in: "1.1", what: "deprecated" },
        { in: "1.2", what: "function → class" },
        { in: "1.2", what: "not public any more" },
      ],
    });
    expect(history.document.releases.map((one) => one.deprecated)).toEqual([0, 1, 0]);
    expect(history.document.releases.map((one) => one.removed)).toEqual([0, 0, 1]);
  });
});

describe("parameters", () => {
  test("have a history of their own", async () => {
    const history = await madeOf({
      "1.0": release(get(parameter("url"), parameter("old"))),
      "1.1": release(get(parameter("url"), parameter("old"), parameter("timeout", { default: "None" }))),
      "2.0": release(
        get(parameter("url", { kind: "positionalOnly" }), parameter("timeout", { default: "3" })),
      ),
    });
    expect(await sinceOf(history, ["web.get"])).toMatchObject({
      parameters: [
        { name: "old", since: "1.0", until: "1.1" },
        { name: "timeout", since: "1.1" },
      ],
      changes: [
        { in: "2.0", parameter: "url", what: "positionalOrKeyword → positionalOnly" },
        { in: "2.0", parameter: "timeout", what: "default None → 3" },
      ],
    });
    expect(await releaseChanges(history)).toMatchObject([
      { version: "1.1", changed: [{ name: "web.get", parameter: "timeout", what: "added" }] },
      {
        version: "2.0",
        changed: [
          { parameter: "url" },
          { parameter: "old", what: "removed" },
          { parameter: "timeout", what: "default None → 3" },
        ],
      },
    ]);
  });

  test("of what was called in a way that nobody knows are not new", async () => {
    const history = await madeOf({
      "1.0": release(["web.get", "function"]),
      "1.1": release(get(parameter("url"))),
    });
    const since = await sinceOf(history, ["web.get"]);
    expect(since?.parameters).toEqual([{ name: "url", since: "1.1", maybeOlder: true }]);
  });
});

test("names are followed through what they stand for, and through bases", async () => {
  const session: NodeArgs[] = [
    ["web.base", "module", { members: { Base: "web.base.Base" } }],
    ["web.base.Base", "class", { members: { close: "web.base.Base.close" } }],
    ["web.base.Base.close", "method", { module: "web.base" }],
    ["web.Session", "class", { bases: ["web.base.Base"], mro: ["web.base.Base"] }],
  ];
  const alias = { Client: "web.Session", Session: "web.Session" };
  const history = await madeOf({
    "1.0": release(["web.Session", "class"]),
    "2.0": { nodes: session, members: { ...alias, base: "web.base" } },
  });
  const followed = async (name: string, at: number) => (await history.follow(name, at))?.[0]?.name;
  expect(await followed("web.Client.close", 1)).toBe("web.base.Base.close");
  expect(await followed("web.Session.close", 1)).toBe("web.base.Base.close");
  expect(await followed("web.Session.close", 0)).toBeUndefined();
  expect(await followed("web.Client", 0)).toBeUndefined();
  expect(await sinceOf(history, ["web.Client.close"])).toMatchObject({ since: "2.0", parameters: [] });
  expect(history.releaseAt("1.5")).toBe(0);
  expect(history.releaseAt("0.9")).toBe(-1);
});

test("what a class inherited before it had it of its own is as old as that", async () => {
  const close = (id: string, ...names: string[]): NodeArgs => {
    const parameters = names.map((name) => parameter(name));
    return [id, "method", { module: "web", signature: { parameters } }];
  };
  const base = close("web.Base.close", "self");
  const members = { Base: "web.Base", Session: "web.Session" };
  const inheriting = { bases: ["web.Base"], mro: ["web.Base"] };
  const history = await madeOf({
    "1.0": {
      members,
      nodes: [
        ["web.Base", "class", { members: { close: "web.Base.close" } }],
        base,
        ["web.Session", "class", inheriting],
      ],
    },
    "2.0": {
      members: { Session: "web.Session" },
      nodes: [
        ["web.Session", "class", { members: { close: "web.Session.close" } }],
        close("web.Session.close", "self", "timeout"),
      ],
    },
  });
  expect(await sinceOf(history, ["web.Session.close"])).toEqual({
    ...{ distribution: "web", name: "web.Session.close", since: "1.0", changes: [] },
    parameters: [{ name: "timeout", since: "2.0" }],
  });
  expect(await sinceOf(history, ["web.Base.close"])).toMatchObject({ since: "1.0", until: "1.0" });
  expect(await releaseChanges(history)).toEqual([
    { version: "2.0", added: [], removed: ["web.Base", "web.Base.close"], changed: [] },
  ]);
});

test("one of the same shards stays, and a damaged one is made again", async () => {
  const shards = await keepReleases(store, "web", { "1.0": release(get()), "1.1": release() });
  const circumstances = { name: "web", hasEarlier: false, missing: [] };
  const first = await makeHistory(store, shards, circumstances);
  const read: string[] = [];
  const onShard = ({ version }: { version: string }) => void read.push(version);
  expect(await makeHistory(store, shards, circumstances, { onShard })).toEqual(first);
  expect(read).toEqual([]);
  await truncate(await store.localPath(historyFileKey("web", first.digest)), 100);
  expect(await makeHistory(store, shards, circumstances, { onShard })).toEqual(first);
  expect(read).toEqual(["1.0", "1.1"]);
  await store.write(historyKey("web"), "{}");
  expect(await makeHistory(store, shards, circumstances)).toEqual(first);
  await store.write(historyKey("web"), '{"format":99}');
  await expect(makeHistory(store, shards, circumstances)).rejects.toThrow("has format 99");
});
