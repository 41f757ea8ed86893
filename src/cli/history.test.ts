import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { graphRun } from "../graph/testing/graph-run.ts";
import type { ModuleShard } from "../graph/testing/module-shard.ts";
import { historyOf, keepReleases } from "../history/testing/kept-history.ts";
import { historyKey } from "../page/history-document.ts";
import { serveFiles } from "../page/testing/file-server.ts";
import { startServer } from "../releases/testing/local-index.ts";
import type { Use } from "../shard/records.ts";
import { tinyShard } from "../shard/testing/tiny-shard.ts";
import { folderStore } from "../store/folder-store.ts";
import { type ShardEntry, updateHeads } from "../store/layout.ts";
import type { Store } from "../store/store.ts";
import { keepTinyShard } from "../store/testing/tiny-run.ts";
import { runProgram } from "./testing/program-stand.ts";

let folder: string;
let store: Store;
let releases: ShardEntry[];

const web = (...names: string[]): ModuleShard => ({
  members: { get: "web.get", ...Object.fromEntries(names.map((name) => [name, `web.${name}`])) },
  nodes: [
    ["web.get", "function", { signature: { parameters: [{ name: "url", kind: "positionalOrKeyword" }] } }],
    ...names.map((name) => [`web.${name}`, "function"] as const satisfies unknown[]),
  ],
});

function withTimeout({ members = {}, nodes = [] }: ModuleShard): ModuleShard {
  const parameters = ["url", "timeout"].map((name) => ({ name, kind: "positionalOrKeyword" as const }));
  return { members, nodes: [["web.get", "function", { signature: { parameters } }], ...nodes.slice(1)] };
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-history-"));
  store = folderStore(join(folder, "out"));
  vi.stubEnv("IMPORTGRAPH_STORE", join(folder, "out"));
  releases = await keepReleases(store, "web", {
    "1.0": web("fetch"),
    "1.1": withTimeout(web("fetch", "put")),
    "2.0": withTimeout(web("put")),
  });
  const heads = new Map(releases.map((entry) => [`web@${entry.version}`, entry]));
  await updateHeads(store, heads, new Date().toISOString());
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const importgraph = (...args: string[]) => runProgram(folder, args);

test("the history of what is there is told, drawn and kept", async () => {
  const svg = join(folder, "web.svg");
  const { out, code } = await importgraph("history", "web", "--kept", "--all", "--svg", svg);
  expect([code, out.split("\n")]).toEqual([
    0,
    [
      "web, public names in 3 releases from 1.0 to 2.0",
      "  1.0  ██████████████████████▌         3",
      "  1.1  ██████████████████████████████  4  +1  −0",
      "    + web.put",
      "    ~ web.get  parameter timeout added",
      "  2.0  ██████████████████████▌         3  +0  −1",
      "    − web.fetch",
      "  Older releases than the first one here were not explored.",
      "",
    ],
  ]);
  expect(await readFile(svg, "utf8")).toContain("2.0: 3 public names, 0 added, 1 removed");
  const again = await importgraph("history", "Web", "--kept", "--json");
  expect(JSON.parse(again.out)).toMatchObject({
    ...{ name: "web", hasEarlier: true, missing: [], changes: [] },
    releases: [{ version: "1.0" }, { version: "1.1", added: 1 }, { version: "2.0", removed: 1 }],
  });
});

/** What an index says of a release's file. */
function wheelOf(version: string, yanked: string | false = false) {
  const filename = `web-${version}-py3-none-any.whl`;
  return { filename, url: filename, hashes: {}, yanked };
}

/** The index that is asked, which has nothing but these files of web. */
async function serveIndex(files: readonly object[]) {
  const listing = { meta: { "api-version": "1.1" }, name: "web", files };
  const index = await startServer((_request, response) => {
    response.setHeader("content-type", "application/vnd.pypi.simple.v1+json");
    response.end(JSON.stringify(listing));
  });
  vi.stubEnv("UV_DEFAULT_INDEX", `${index.url}/simple`);
  return index;
}

test("of releases that an index has only those are explored that are not there; what is left out is said", async () => {
  const files = ["1.0", "1.0.1", "1.1", "1.2rc1", "2.0"].map((version) => wheelOf(version));
  const index = await serveIndex([...files, wheelOf("1.3", "broken")]);
  try {
    const { out, code } = await importgraph("history", "web");
    expect([code, out.split("\n").slice(4)]).toEqual([
      0,
      [
        "  left out: 1 between these (--every patch takes all) · 1 pre-release · 1 withdrawn release (1.3)",
        "",
      ],
    ]);
    // The index has none before it.
    expect((await importgraph("show", "web.get")).out).toContain("\nsince 1.0 · ");
    const none = await importgraph("history", "web", "--from", "9");
    expect([none.code, none.err]).toEqual([0, ""]);
    const wrong = await importgraph("history", "web", "--from", "9", "--store", join(folder, "other"));
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining("no final release from 9 on")]);
  } finally {
    await index.close();
  }
});

test("of hundreds of releases the newest ones are taken, and the command that goes on is told", async () => {
  const many = Array.from({ length: 400 }, (_, number) => `3.${number}`);
  await keepReleases(store, "web", Object.fromEntries(many.slice(-60).map((version) => [version, web()])));
  const index = await serveIndex(many.map((version) => wheelOf(version)));
  try {
    const { out, code } = await importgraph("history", "web");
    expect(code).toBe(0);
    expect(out).toContain("web, public names in 63 releases from 1.0 to 3.399");
    expect(out).toContain(
      "  340 older releases too many for once: ./scripts/importgraph history web --to 3.340 goes on with them",
    );
  } finally {
    await index.close();
  }
});

test("without a history nothing is said of since when; with one it is", async () => {
  expect((await importgraph("show", "web.get")).out).not.toContain("since");
  await historyOf(store, releases);
  expect((await importgraph("show", "web.get")).out).toContain("\nsince 1.0 · parameter timeout since 1.1\n");
  expect((await importgraph("show", "put")).out).toContain("\nsince 1.1\n");
  const { out } = await importgraph("show", "web.put", "--json");
  expect(JSON.parse(out).history).toMatchObject({ distribution: "web", since: "1.1", parameters: [] });
});

test("what is gone is told with the releases that had it", async () => {
  await historyOf(store, releases);
  const { err, code } = await importgraph("show", "web.fetch");
  expect(code).toBe(1);
  expect(err).toContain("earlier releases of web have it: since 1.0, until 1.1");
  expect(err).toContain("--package web==1.1");
});

test("a damaged history is said, and the answer is given all the same", async () => {
  await historyOf(store, releases);
  await store.write(historyKey("web"), "{");
  const { out, err, code } = await importgraph("show", "web.get");
  expect([code, out.includes("def get(url, timeout)")]).toEqual([0, true]);
  expect(err).toContain("history.json: is not JSON");
});

test("whereis tells what a version had", async () => {
  await historyOf(store, releases);
  const at = async (version: string) =>
    JSON.parse((await importgraph("whereis", "web.fetch", "--at", version, "--json")).out).owners;
  expect(await at("1.5")).toMatchObject([
    { distribution: "web", version: "1.1", isThere: true, id: "web.fetch", history: { until: "1.1" } },
  ]);
  expect(await at("2.0")).toMatchObject([{ version: "2.0", isThere: false }]);
  expect((await importgraph("whereis", "web.fetch", "--at", "2")).out).toBe(
    "web  2.0  not there  since 1.0, until 1.1\n",
  );
  expect((await importgraph("whereis", "fetch", "--at", "1.1")).out).toBe(
    "web  1.1  web.fetch  function web.fetch  since 1.0, until 1.1\n",
  );
  expect((await importgraph("whereis", "fetch", "--at", "2.0")).out).toContain("web.fetch  not there");
  const nobody = await importgraph("whereis", "etch", "--at", "2.0");
  expect([nobody.code, nobody.err]).toEqual([1, expect.stringContaining('has "etch"')]);
  const before = await importgraph("whereis", "web.fetch", "--at", "0.1");
  expect([before.code, before.err]).toEqual([1, expect.stringContaining("goes back to 0.1")]);
});

test("a store that is served over HTTP tells the same, and no history can be made in it", async () => {
  await historyOf(store, releases);
  await importgraph("merge");
  const server = await serveFiles(join(folder, "out"));
  try {
    const { out } = await importgraph("show", "web.get", "--store", server.address);
    expect(out).toContain("\nsince 1.0 · parameter timeout since 1.1\n");
    // Its document and its file; small ones come whole.
    expect(server.asked.filter((key) => key.startsWith("history/"))).toHaveLength(2);
    const then = await importgraph("whereis", "web.fetch", "--at", "1.1", "--store", server.address);
    expect(then.out).toContain("function web.fetch");
    const kept = await importgraph("history", "web", "--kept", "--store", server.address);
    expect(kept).toEqual({ ...(await importgraph("history", "web", "--kept")), err: kept.err });
    const none = await importgraph("history", "other", "--kept", "--store", server.address);
    expect([none.code, none.err]).toEqual([1, expect.stringContaining("has no history of other")]);
    const made = await importgraph("history", "web", "--store", server.address);
    expect([made.code, made.err]).toEqual([1, expect.stringContaining("can only be read")]);
  } finally {
    await server.close();
  }
});

test("publish brings the histories of its packages along, and says so", async () => {
  await historyOf(store, releases);
  await graphRun(store, releases.slice(-1));
  const to = join(folder, "public");
  const { out, code } = await importgraph("publish", "--to", to);
  expect([code, out]).toEqual([0, expect.stringContaining("\n    with the history of web\n")]);
  const server = await serveFiles(to);
  try {
    const shown = await importgraph("show", "web.get", "--store", server.address);
    expect(shown.out).toContain("\nsince 1.0 · parameter timeout since 1.1\n");
  } finally {
    await server.close();
  }
  expect((await importgraph("publish", "--to", to)).out).toContain("the history of web, there already");
  expect((await importgraph("store", "verify", "--store", to)).code).toBe(0);
});

test("lowest tells which version a package can do with", async () => {
  const of = { distribution: "web", version: "2.0", id: "web.get" };
  const use = { record: "use", in: "tiny.make", of, how: ["call"], count: 1, lines: [8] } satisfies Use;
  const header = { ...tinyShard().header, requirements: [{ name: "web", version: "2.0" }] };
  const requirements = [{ record: "requirement" as const, name: "web", specifier: ">=1.0" }];
  const uses: Use[] = [{ ...use, keywords: ["timeout"] }];
  await keepTinyShard(store, "1.0", "tiny", { header, uses, requirements });
  const none = await importgraph("lowest", "tiny", "web");
  expect([none.code, none.err]).toEqual([1, expect.stringContaining("importgraph history web")]);
  await historyOf(store, releases);
  expect((await importgraph("lowest", "tiny", "web")).out.split("\n")).toEqual([
    "web 1.1",
    "  has all 1 object that tiny 1.0 uses of it, explored with web 2.0",
    "  tiny asks for web >=1.0, which allows 1.0 too: >=1.1 is what it needs",
    "",
    "below it lack:",
    "  1.0",
    "    the timeout= of web.get  tiny.make:8",
    "",
  ]);
  const json = await importgraph("lowest", "tiny", "web>=1.1", "--json");
  expect(JSON.parse(json.out)).toMatchObject({ lowest: "1.1", isOldest: false, lacking: [] });
});

test.each([
  [["history", "web==1.0"], "is not the name of a Python distribution"],
  [["history", "web", "--every", "0"], "--every takes minor, patch or a number from 1"],
  [["history", "web", "--from", "new"], "--from takes a version"],
  [["lowest", "tiny", "./web"], "is no requirement"],
  [["whereis", "web.get", "--at", "new"], "--at takes a version"],
])("%j is wrong usage", async (args, message) => {
  const { code, err } = await importgraph(...args);
  expect([code, err]).toEqual([2, expect.stringContaining(message)]);
});

test("of what is not there no history is made", async () => {
  const { code, err } = await importgraph("history", "nothing", "--kept");
  expect([code, err]).toEqual([1, expect.stringContaining("has no release of nothing")]);
});
