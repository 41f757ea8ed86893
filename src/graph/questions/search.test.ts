import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { node } from "../../shard/testing/tiny-shard.ts";
import { folderStore } from "../../store/folder-store.ts";
import type { Store } from "../../store/store.ts";
import { keepTinyShard } from "../../store/testing/tiny-run.ts";
import { graphOf, keepModule } from "../testing/module-shard.ts";
import { isScope, nearWords, search } from "./search.ts";
import { parseQuery } from "./search-query.ts";

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-search-"));
  store = folderStore(folder);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const readers = () =>
  keepModule(store, "frames", {
    nodes: [
      ["frames.read_csv", "function", { doc: "Read a table\nout of text.\n\nMore of it." }],
      ["frames.read_csv_fast", "function"],
      ["frames.Frame", "class"],
      ["frames.Frame.merge", "method", { module: "frames", doc: "Bring two frames together." }],
      ["frames.tests", "module"],
      ["frames.tests.csv", "function"],
      ["frames._hidden_csv", "function"],
    ],
  });

test("a name that has all words comes first, however they are written and ordered", async () => {
  const graph = await graphOf(store, [await readers()]);
  for (const query of [
    "read csv",
    "csv read",
    "read_csv",
    "READ_CSV",
    "frames: read csv",
    "frames read csv",
  ]) {
    const { hits } = await search(graph, query);
    expect(hits.map(({ id, matched }) => [id, matched])).toEqual([
      ["frames.read_csv", "exact"],
      ["frames.read_csv_fast", "name"],
    ]);
  }
  expect((await search(graph, "csv")).hits.map(({ id }) => id)).toEqual([
    "frames.tests.csv",
    "frames.read_csv",
    "frames.read_csv_fast",
  ]);
});

test("words are found by their beginnings, in what the object stands in, and in its summary", async () => {
  const graph = await graphOf(store, [await readers()]);
  expect((await search(graph, "Frame.mer")).hits).toMatchObject([
    { id: "frames.Frame.merge", matched: "name", summary: "Bring two frames together." },
  ]);
  expect((await search(graph, "frame merge")).hits).toMatchObject([{ id: "frames.Frame.merge" }]);
  expect((await search(graph, "table text")).hits).toMatchObject([
    { id: "frames.read_csv", matched: "text", summary: "Read a table out of text." },
  ]);
  expect((await search(graph, "csv table")).hits).toMatchObject([{ matched: "summary" }]);
  expect((await search(graph, "Other.merge")).hits).toEqual([]);
  expect((await search(graph, "csv merge")).hits).toEqual([]);
});

test("of equals those come first that are used by most, and are told by what they are imported by", async () => {
  const first = await keepTinyShard(store, "1.0");
  const second = await keepModule(store, "apart", { nodes: [["apart.Thing", "class"]] });
  const of = { distribution: "tiny", version: "1.0", id: "tiny.things.Thing" };
  const user = await keepModule(store, "user", {
    uses: [{ record: "use", in: "user", of, how: ["call"], count: 1, lines: [3] }],
  });
  const { hits, more } = await search(await graphOf(store, [first, second, user]), "thing", { most: 1 });
  expect(hits).toMatchObject([
    { distribution: "tiny", name: "tiny.Thing", id: "tiny.things.Thing", usedBy: 1 },
  ]);
  expect(more).toBeGreaterThan(0);
});

test("a name that has all words itself comes before one of which some are around it", async () => {
  const nodes: Parameters<typeof node>[] = [
    ["http.AsyncClient", "class"],
    ["http.AsyncHTTPClient", "class"],
  ];
  const graph = await graphOf(store, [await keepModule(store, "http", { nodes })]);
  const { hits } = await search(graph, "async http client");
  expect(hits.map(({ id }) => id)).toEqual(["http.AsyncHTTPClient", "http.AsyncClient"]);
});

test("a name that is the words written as one comes before one that has some of them, and others around it", async () => {
  const nodes: Parameters<typeof node>[] = [
    ["web.parse", "module"],
    ["web.parse.URL", "class"],
    ["web.parse.urlparse", "function", { module: "web.parse" }],
  ];
  const graph = await graphOf(store, [await keepModule(store, "web", { nodes })]);
  const { hits } = await search(graph, "parse url");
  expect(hits.map(({ id }) => id)).toEqual(["web.parse.urlparse", "web.parse.URL"]);
});

test("of several versions the newest that has it is told", async () => {
  const old = await keepModule(store, "frames", {
    nodes: [
      ["frames.read", "function"],
      ["frames.gone", "function"],
    ],
  });
  const fresh = await keepModule(store, "frames", { nodes: [["frames.read", "function"]], version: "1.10" });
  const graph = await graphOf(store, [old, fresh]);
  expect((await search(graph, "read")).hits).toMatchObject([{ version: "1.10" }]);
  expect((await search(graph, "gone")).hits).toMatchObject([{ version: "1.0" }]);
});

describe("what is not found", () => {
  test("has words near it, or a scope that nobody is", async () => {
    const graph = await graphOf(store, [await readers()]);
    expect((await search(graph, "merje")).hits).toEqual([]);
    expect(await nearWords(graph, "merje")).toEqual(["merge"]);
    expect(isScope(graph, "frames")).toBe(true);
    expect(isScope(graph, "frmaes")).toBe(false);
    expect((await search(graph, "other: csv")).hits).toEqual([]);
  });

  test("one letter is looked for as a whole word", async () => {
    const graph = await graphOf(store, [await readers()]);
    expect(await search(graph, "m")).toMatchObject({ hits: [], wholeOnly: ["m"] });
  });
});

test.each([
  ["read csv", undefined, ["read", "csv"]],
  ["pandas: Read  csv, fast", "pandas", ["read", "csv", "fast"]],
  ["DataFrame.mer.", undefined, ["dataframe.mer"]],
  ["\"read csv\" 'fast'", undefined, ["read", "csv", "fast"]],
  ["a:b", undefined, ["a:b"]],
  [": x", undefined, [":", "x"]],
  [" , . ", undefined, []],
])("%j is read", (text, scope, words) => {
  expect(parseQuery(text)).toEqual({ scope, words });
});

test("long and strange words are nobody's", async () => {
  const graph = await graphOf(store, [await readers()]);
  for (const query of [
    "x".repeat(2000),
    "\u0000\u{10ffff}",
    "日本語",
    "'; drop table",
    "a".repeat(200).split("").join(" "),
  ]) {
    expect((await search(graph, query)).hits).toEqual([]);
  }
});

test("only what is of some kinds is found, where these are said", async () => {
  const graph = await graphOf(store, [await readers()]);
  const kindsOf = async (kinds?: string[]) => {
    const { hits } = await search(graph, "frame", kinds && { kinds });
    return new Set(hits.map(({ kind }) => kind));
  };
  expect(await kindsOf()).toEqual(new Set(["class", "method", "module"]));
  expect(await kindsOf(["class"])).toEqual(new Set(["class"]));
  expect(await kindsOf(["class", "module"])).toEqual(new Set(["class", "module"]));
  expect(await kindsOf(["typeAlias"])).toEqual(new Set());
});
