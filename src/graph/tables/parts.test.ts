import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { partKey } from "../../page/graph-keys.ts";
import { TableFile } from "../../page/table-file.ts";
import { folderStore } from "../../store/folder-store.ts";
import { type ShardEntry, shardObjectKey } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";
import { keepTinyShard } from "../../store/testing/tiny-run.ts";
import { TABLE_NAMES, TABLES, type TableName } from "./columns.ts";
import { makeParts, type Parts } from "./parts.ts";

let folder: string;
let store: Store;
let tiny: ShardEntry;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-parts-"));
  store = folderStore(folder);
  tiny = await keepTinyShard(store, "1.0");
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function rowsOf(parts: Parts, table: TableName) {
  const facts = parts[table];
  if (facts === undefined) {
    return undefined;
  }
  const file = await TableFile.open(store, partKey(table, tiny.digest), facts);
  expect(file.columns()).toEqual(TABLES[table].columns.map(({ name }) => name));
  return await Array.fromAsync(file.read());
}

const OWNER = { distribution: "tiny", version: "1.0" };

test("every row says of which distribution and version it is, and every table is there that has rows", async () => {
  const parts = await makeParts(store, tiny);
  expect(Object.keys(parts)).toEqual([...TABLE_NAMES]);
  for (const table of TABLE_NAMES) {
    const rows = await rowsOf(parts, table);
    expect(rows?.length).toBe(parts[table]?.rows);
    expect(rows?.every(({ distribution, version }) => distribution === "tiny" && version === "1.0")).toBe(
      true,
    );
  }
});

test("a shard is told as rows", async () => {
  const parts = await makeParts(store, tiny);
  const [distribution] = (await rowsOf(parts, "distributions")) ?? [];
  expect(distribution).toEqual({
    ...{ ...OWNER, display_name: "Tiny", python: "3.13", platform: "linux-x86_64", explorer: "0.1.0" },
    ...{ shard: tiny.digest, import_names: ["tiny"], modules: 4, nodes: 11, problems: 1 },
    ...{ installed: ["base==2.0"], entry_points: ["console_scripts:tiny=tiny.make"], licence: "MIT" },
  });
  const nodes = (await rowsOf(parts, "nodes")) ?? [];
  expect(nodes.map(({ id }) => id)).toEqual([...nodes.map(({ id }) => id)].sort());
  expect(nodes.find(({ id }) => id === "tiny.make")).toMatchObject({
    ...{ name: "make", kind: "function", module: "tiny", public: true, summary: "Make a thing." },
    ...{ signature: "(name: str, /, *, size: int = 3, **options) -> Thing", returns: "Thing" },
    ...{ file: "tiny/__init__.py", line: 7, end_line: 9, sources: ["runtime"], flags: null },
    doc: "Make a thing.\n\n    The name is given to it.\n",
  });
  expect(nodes.find(({ id }) => id === "tiny:retry")).toMatchObject({ name: "retry", kind: "function" });
  const members = (await rowsOf(parts, "members")) ?? [];
  const base = { to_distribution: "base", to_version: "2.0" };
  const own = { to_distribution: "tiny", to_version: "1.0" };
  expect(members).toContainEqual({ ...OWNER, id: "tiny", name: "parts", ...base, to_id: "base.parts" });
  expect(members).toContainEqual({ ...OWNER, id: "tiny", name: "Thing", ...own, to_id: "tiny.things.Thing" });
  expect((await rowsOf(parts, "parameters"))?.filter(({ id }) => id === "tiny.make")).toEqual([
    parameter(0, "name", "positionalOnly", { annotation: "str" }),
    parameter(1, "size", "keywordOnly", { annotation: "int", default: "3" }),
    parameter(2, "options", "varKeyword", {}),
  ]);
  const library = { to_distribution: "python", to_version: "3.13" };
  const thing = { ...OWNER, id: "tiny.things.Thing" };
  expect((await rowsOf(parts, "references"))?.filter(({ id }) => id === thing.id)).toEqual([
    { ...thing, field: "bases", position: 0, ...base, to_id: "base.core.Base" },
    { ...thing, field: "mro", position: 0, ...base, to_id: "base.core.Base" },
    { ...thing, field: "mro", position: 1, ...library, to_id: "builtins.object" },
  ]);
  expect(await rowsOf(parts, "imports")).toEqual([
    {
      ...{ ...OWNER, id: "tiny.things", line: 3, ...base, to_id: "base.core.Base" },
      ...{ name: "Base", source: "base", alias: null, star: null, conditions: null },
    },
    {
      ...{ ...OWNER, id: "tiny.things", line: 12, ...own, to_id: "tiny" },
      ...{ name: null, source: null, alias: "top", star: null, conditions: ["function", "try"] },
    },
  ]);
  expect(await rowsOf(parts, "uses")).toEqual([
    {
      ...{ ...thing, ...base, to_id: "base.core.Base", written: "base.Base" },
      ...{ how: ["base", "call"], count: 2, lines: [5, 9], keywords: ["name"], positional: 0 },
    },
  ]);
  const none = { specifier: null, extras: null, extra: null, marker: null, installed: null };
  expect(await rowsOf(parts, "requirements")).toEqual([
    { ...OWNER, ...none, name: "base", specifier: ">=2", installed: "2.0" },
    { ...OWNER, ...none, name: "extras", extra: "more", marker: 'python_version >= "3.10"' },
  ]);
  const problem = { module: "tiny.windows", stage: "import", error: "ModuleNotFoundError" };
  expect(await rowsOf(parts, "problems")).toEqual([
    { ...OWNER, ...problem, message: "No module named 'winreg'" },
  ]);
});

function parameter(position: number, name: string, kind: string, rest: object) {
  return {
    ...{ ...OWNER, id: "tiny.make", overload: 0, position, name, kind, annotation: null, default: null },
    ...rest,
  };
}

test("the same shard gives the same bytes, and parts that are there stay", async () => {
  const first = await makeParts(store, tiny);
  const bytes = await Promise.all(TABLE_NAMES.map((table) => store.read(partKey(table, tiny.digest))));
  expect(await makeParts(store, tiny)).toEqual(first);
  const other = folderStore(join(folder, "other"));
  await keepTinyShard(other, "1.0");
  expect(await makeParts(other, tiny)).toEqual(first);
  const theirs = await Promise.all(TABLE_NAMES.map((table) => other.read(partKey(table, tiny.digest))));
  expect(theirs).toEqual(bytes);
});

test("a part that is damaged, cut off or another shard's is made again", async () => {
  const parts = await makeParts(store, tiny);
  const key = partKey("nodes", tiny.digest);
  const sound = (await store.read(key)) as Uint8Array;
  const other = await keepTinyShard(store, "2.0");
  await makeParts(store, other);
  const exchanged = (await store.read(partKey("nodes", other.digest))) as Uint8Array;
  for (const body of [
    sound.slice(0, 100),
    sound.map((byte, index) => (index === 99 ? ~byte : byte)),
    exchanged,
  ]) {
    await store.write(key, body);
    expect(await makeParts(store, tiny)).toEqual(parts);
    expect(await store.read(key)).toEqual(sound);
  }
});

test("no parts are made of a shard that is not what its name says", async () => {
  const other = await keepTinyShard(store, "2.0");
  await store.write(shardObjectKey(tiny), (await store.read(shardObjectKey(other))) as Uint8Array);
  await expect(makeParts(store, tiny)).rejects.toThrow(`its lines have the digest ${other.digest}`);
  expect(await Array.fromAsync(store.list("tables/"))).toEqual([]);
});
