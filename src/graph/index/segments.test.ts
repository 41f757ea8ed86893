import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import type { NewRow } from "../../page/columns.ts";
import type { Segment } from "../../page/graph-document.ts";
import { segmentKey } from "../../page/graph-keys.ts";
import type { ObjectReader } from "../../page/object-reader.ts";
import { SegmentFile } from "../../page/segment-file.ts";
import { memoryReader } from "../../page/testing/memory-reader.ts";
import type { Store } from "../../store/store.ts";
import { INDEXES } from "./indexes.ts";
import { writeSegments } from "./segments.ts";

const { groupRows } = INDEXES.dependents;

/** As long, and as different, as ids are. */
const keyOf = (index: number) => `urllib3 urllib3.util.${String(index).padStart(6, "0")}.Retry`;

function rowOf(key: string, index = 0): NewRow {
  const noise = Math.imul(index, 2_654_435_761) >>> 0;
  return {
    ...{ key, distribution: `user-${noise % 97}`, version: "1.0", shard: "a".repeat(64), to_version: null },
    ...{ required: null, count: noise % 1000, places: 1, how: ["call"], keywords: null, positional: null },
    ...{ in: `user.${noise.toString(36)}`, file: null, line: index % 500 },
  };
}

/** A segment in memory, and what was asked of it. */
async function written(keys: readonly string[]) {
  const objects = new Map<string, Uint8Array>();
  const store = {
    address: "memory",
    read: async (key: string) => objects.get(key),
    write: async (key: string, body: Uint8Array) => void objects.set(key, body),
  } as unknown as Store;
  const rows = keys.map(rowOf);
  const [segment] = (await writeSegments(store, "dependents", [rows])) as [Segment];
  const key = segmentKey("dependents", segment.digest);
  return { segment, key, rows, content: objects.get(key) as Uint8Array };
}

function opened({
  segment,
  key,
  content,
}: {
  segment: Segment;
  key: string;
  content: Uint8Array | undefined;
}) {
  const { reader, asked } = memoryReader(content);
  return { file: new SegmentFile(reader, key, segment), asked };
}

const manyKeys = (count: number) => Array.from({ length: count }, (_, index) => keyOf(index));

test("a row is found with one request of little, and again with none", async () => {
  const made = await written(manyKeys(20 * groupRows));
  const { file, asked } = opened(made);
  const wanted = 12 * groupRows + 5;
  expect(await file.find(keyOf(wanted), keyOf(wanted))).toEqual([made.rows[wanted]]);
  expect(asked).toHaveLength(1);
  expect((asked[0]?.[1] ?? 0) - (asked[0]?.[0] ?? 0)).toBeLessThan(made.segment.bytes / 10);
  expect(await file.find(keyOf(wanted + 1), keyOf(wanted + 3))).toEqual(
    made.rows.slice(wanted + 1, wanted + 4),
  );
  expect(asked).toHaveLength(1);
});

test("what is wanted at once and lies together is fetched together", async () => {
  const made = await written(manyKeys(20 * groupRows));
  const { file, asked } = opened(made);
  const wanted = [3, 4, 15].map((group) => group * groupRows + 7);
  const found = await Promise.all(wanted.map((index) => file.find(keyOf(index), keyOf(index))));
  expect(found).toEqual(wanted.map((index) => [made.rows[index]]));
  expect(asked).toHaveLength(2);
});

test("what is wanted at once is found, however much of it there is, and however often", async () => {
  const groups = 200;
  const made = await written(manyKeys(groups * groupRows));
  const { file } = opened(made);
  const wanted = Array.from({ length: groups }, (_, group) => group * groupRows + 7);
  const found = await Promise.all(
    [...wanted, ...wanted].map((index) => file.find(keyOf(index), keyOf(index))),
  );
  expect(found).toEqual([...wanted, ...wanted].map((index) => [made.rows[index]]));
});

test("all rows come in order, of a segment of any size, and of none", async () => {
  for (const count of [1, groupRows, 3 * groupRows + 1]) {
    const made = await written(manyKeys(count));
    expect((await Array.fromAsync(opened(made).file.readGroups())).flat()).toEqual(made.rows);
  }
  const refuse = {} as Store;
  expect(await writeSegments(refuse, "dependents", [])).toEqual([]);
});

test("rows with one key are found though they are of several row groups", async () => {
  const keys = [...manyKeys(groupRows - 2), ...Array.from({ length: 2 * groupRows }, () => "v"), "w"];
  const made = await written(keys);
  expect(await opened(made).file.find("v", "v")).toHaveLength(2 * groupRows);
  expect(await opened(made).file.find("w", "w")).toHaveLength(1);
  expect(await opened(made).file.find("u", "v")).toHaveLength(3 * groupRows - 2);
  expect(await opened(made).file.find("va", "vz")).toEqual([]);
});

test("keys are in the order of code points, as the bytes of UTF-8 are", async () => {
  // U+FFFF comes before U+10000, though not by its UTF-16 units; the border of row groups lies between.
  const fill = Array.from({ length: groupRows - 1 }, () => "a");
  const { segment, ...made } = await written([...fill, "a\uffff", "a\u{10000}", "b"]);
  const { file } = opened({ segment, ...made });
  const found = async (from: string, to: string) => (await file.find(from, to)).map(({ key }) => key);
  expect(segment.groups[1]?.[0]).toBe("a\u{10000}");
  expect(await found("a\uffff", "a\uffff")).toEqual(["a\uffff"]);
  expect(await found("a\u{10000}", "a\u{10ffff}")).toEqual(["a\u{10000}"]);
  expect(await found("a\uffff", "b")).toEqual(["a\uffff", "a\u{10000}", "b"]);
});

test("a segment that is lost, cut off, exchanged or damaged anywhere is told by name", async () => {
  const made = await written(manyKeys(2 * groupRows));
  const other = await written([...manyKeys(2 * groupRows - 1), "z"]);
  const asking = (content: Uint8Array | undefined) =>
    Array.fromAsync(opened({ ...made, content }).file.readGroups());
  await expect(asking(undefined)).rejects.toThrow(`memory/${made.key}: there is no such object`);
  await expect(asking(made.content.slice(0, 99))).rejects.toThrow(
    `memory/${made.key}: it is cut off: it has 99 bytes, expected ${made.segment.bytes}`,
  );
  await expect(asking(other.content)).rejects.toThrow(/are not what was written|is cut off/);
  const end = made.segment.groups.at(-1)?.[1] ?? 0;
  for (let place = 4; place < end; place += 1009) {
    const changed = made.content.slice();
    changed[place] = (changed[place] ?? 0) ^ 1;
    await expect(asking(changed)).rejects.toThrow(`memory/${made.key}: its bytes`);
  }
});

test("who asks again after a failure may have more luck", async () => {
  const made = await written(manyKeys(2 * groupRows));
  let isThere = false;
  const reader: ObjectReader = {
    address: "memory",
    read: async () => undefined,
    readRange: async (_key, start, end) => (isThere ? made.content.slice(start, end) : undefined),
  };
  const file = new SegmentFile(reader, made.key, made.segment);
  await expect(file.find(keyOf(3), keyOf(3))).rejects.toThrow("there is no such object");
  isThere = true;
  expect(await file.find(keyOf(3), keyOf(3))).toEqual([made.rows[3]]);
});

test("other programs read a segment as any Parquet file", async () => {
  const made = await written(manyKeys(3 * groupRows + 1));
  const folder = await mkdtemp(join(tmpdir(), "importgraph-segment-"));
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  try {
    const path = join(folder, "segment.parquet");
    await writeFile(path, made.content);
    const query = `SELECT count(DISTINCT key), min(key), max(key), sum(count)::INT, count("in") FROM '${path}'`;
    const counts = made.rows.reduce((sum, { count }) => sum + Number(count), 0);
    const rows = (await connection.runAndReadAll(query)).getRowsJson();
    expect(rows).toEqual([
      [`${made.rows.length}`, keyOf(0), keyOf(3 * groupRows), counts, `${made.rows.length}`],
    ]);
  } finally {
    connection.closeSync();
    await rm(folder, { recursive: true });
  }
});
