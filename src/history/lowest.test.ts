import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ModuleShard } from "../graph/testing/module-shard.ts";
import type { Parameter, Use } from "../shard/records.ts";
import { tinyShard } from "../shard/testing/tiny-shard.ts";
import { folderStore } from "../store/folder-store.ts";
import { openKeptShard } from "../store/kept-shard.ts";
import type { Store } from "../store/store.ts";
import { keepTinyShard } from "../store/testing/tiny-run.ts";
import type { History } from "./history.ts";
import { lowestVersion } from "./lowest.ts";
import { historyOf, keepReleases } from "./testing/kept-history.ts";

let folder: string;
let store: Store;
let history: History;

const parameters = (...names: string[]) => ({
  signature: { parameters: names.map((name) => ({ name, kind: "positionalOrKeyword" as const })) },
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-lowest-"));
  store = folderStore(folder);
  const members = { get: "web.get" };
  const releases = await keepReleases(store, "web", {
    "1.0": { members, nodes: [["web.get", "function", parameters("url")]] },
    "1.1": { members, nodes: [["web.get", "function", parameters("url", "timeout")]] },
    "1.2": {
      members: { ...members, Session: "web.Session" },
      nodes: [
        ["web.get", "function", parameters("url", "timeout")],
        ["web.Session", "class", { members: { close: "web.Session.close" } }],
        ["web.Session.close", "method", { module: "web" }],
      ],
    },
    // Its class has moved, and is served where it was.
    "2.0": {
      members: { ...members, Session: "web._core.Session", _core: "web._core" },
      nodes: [
        ["web.get", "function", parameters("url", "timeout")],
        ["web._core", "module", { members: { Session: "web._core.Session" } }],
        ["web._core.Session", "class", { members: { close: "web._core.Session.close" } }],
        ["web._core.Session.close", "method", { module: "web._core" }],
      ],
    },
    "3.0": { members, nodes: [["web.get", "function", parameters("url")]] },
  });
  history = await historyOf(store, releases);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function use(id: string, fields: Partial<Use> = {}): Use {
  const of = { distribution: "web", version: "2.0", id };
  return { record: "use", in: "tiny.make", of, how: ["call"], count: 1, lines: [8], ...fields };
}

/** What a package that was explored with a release of web, and has these uses, can do with. */
async function lowestFor(
  uses: readonly Use[],
  options: Parameters<typeof lowestVersion>[2] = {},
  version = "2.0",
) {
  const header = { ...tinyShard().header, requirements: [{ name: "web", version }] };
  const requirements = [{ record: "requirement" as const, name: "web", specifier: ">=1.0" }];
  const entry = await keepTinyShard(store, "1.0", "tiny", { header, uses, requirements });
  return await lowestVersion(await openKeptShard(store, entry), history, options);
}

test("a keyword is taken since the release that has the parameter", async () => {
  expect(await lowestFor([use("web.get", { keywords: ["timeout"] })])).toEqual({
    ...{ package: "tiny", packageVersion: "1.0", dependency: "web", exploredWith: "2.0", declared: ">=1.0" },
    ...{ objects: 1, untold: [], lowest: "1.1", isOldest: false },
    lacking: [
      {
        version: "1.0",
        lacks: [{ name: "web.get", keywords: ["timeout"], in: "tiny.make", line: 8, places: 1 }],
      },
    ],
    newer: [
      {
        version: "3.0",
        lacks: [{ name: "web.get", keywords: ["timeout"], in: "tiny.make", line: 8, places: 1 }],
      },
    ],
  });
});

test("as many arguments are taken without a keyword as there are places for them in that release", async () => {
  const positional = await lowestFor([use("web.get", { positional: 2 })]);
  expect(positional).toMatchObject({ lowest: "1.1", newer: [{ version: "3.0" }] });
  expect(positional?.lacking[0]?.lacks).toMatchObject([{ name: "web.get", positional: 2 }]);
  const places = (kind: Parameter["kind"]): ModuleShard => ({
    members: { go: "net.go" },
    nodes: [["net.go", "function", { signature: { parameters: [{ name: "a", kind }] } }]],
  });
  const of = { distribution: "net", version: "2.0", id: "net.go" };
  const net = await historyOf(
    store,
    await keepReleases(store, "net", { "1.0": places("keywordOnly"), "2.0": places("positionalOrKeyword") }),
  );
  const header = { ...tinyShard().header, requirements: [{ name: "net", version: "2.0" }] };
  const uses = [use("net.go", { of, positional: 1 })];
  const shard = await openKeptShard(store, await keepTinyShard(store, "1.0", "tiny", { header, uses }));
  expect(await lowestVersion(shard, net)).toMatchObject({
    ...{ lowest: "2.0", lacking: [{ version: "1.0", lacks: [{ positional: 1 }] }] },
  });
});

test("what is called in a way that nobody knows, or takes anything, lacks nothing", async () => {
  const anything = { parameters: [{ name: "rest", kind: "varKeyword" as const }] };
  const of = { distribution: "net", version: "2.0", id: "net.go" };
  const members = { go: "net.go" };
  const net = await historyOf(
    store,
    await keepReleases(store, "net", {
      "0.1": { members, nodes: [["net.go", "function", { signature: { parameters: [] } }]] },
      "1.0": { members, nodes: [["net.go", "function"]] },
      "2.0": { members, nodes: [["net.go", "function", { signature: anything }]] },
    }),
  );
  const header = { ...tinyShard().header, requirements: [{ name: "net", version: "2.0" }] };
  const uses = [use("net.go", { of, keywords: ["a"] })];
  const shard = await openKeptShard(store, await keepTinyShard(store, "1.0", "tiny", { header, uses }));
  expect(await lowestVersion(shard, net)).toMatchObject({ lowest: "1.0", lacking: [{ version: "0.1" }] });
});

test("what moved is looked for by the name that it was served under", async () => {
  const found = await lowestFor([use("web._core.Session.close")]);
  expect(found).toMatchObject({ lowest: "1.2" });
  expect(found?.lacking.map(({ version }) => version)).toEqual(["1.1", "1.0"]);
  expect(found?.lacking[0]?.lacks).toMatchObject([{ name: "web.Session.close" }]);
});

test("what all have needs no release but the oldest, and what none has is told apart", async () => {
  expect(await lowestFor([use("web.get"), use("web.made_up")])).toMatchObject({
    ...{ objects: 1, untold: ["web.made_up"], lowest: "1.0", isOldest: true, lacking: [], newer: [] },
  });
});

test("only allowed releases are looked at", async () => {
  const uses = [use("web.get", { keywords: ["timeout"] })];
  const found = await lowestFor(uses, { specifier: ">=1.2,<3" });
  expect(found).toMatchObject({ lowest: "1.2", isOldest: false, lacking: [], newer: [] });
  await expect(lowestFor(uses, { specifier: ">9" })).rejects.toThrow("none of the releases of web");
});

test("a release that the history has not is asked for, or another one stands for it", async () => {
  const uses = [use("web.get", { keywords: ["timeout"] })];
  await expect(lowestFor(uses, {}, "2.5")).rejects.toThrow("the history of web has no 2.5");
  expect(await lowestFor(uses, { standIn: "2.0" }, "2.5")).toMatchObject({ lowest: "1.1" });
  await expect(lowestFor(uses, { standIn: "7" }, "2.5")).rejects.toThrow("the history of web has no 7");
});

test("who uses nothing needs nothing", async () => {
  expect(await lowestFor([])).toBeUndefined();
});
