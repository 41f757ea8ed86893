import { expect, test } from "vitest";
import { BLOCK_BYTES } from "../../page/checks.ts";
import type { Column } from "../../page/columns.ts";
import { factsOf } from "../../page/file-facts.ts";
import type { ObjectReader } from "../../page/object-reader.ts";
import { TableFile } from "../../page/table-file.ts";
import { memoryReader } from "../../page/testing/memory-reader.ts";
import { type ParquetBytes, TableWriter } from "./parquet-writer.ts";

const COLUMNS: readonly Column[] = [
  { name: "key", type: "text", meaning: "sorted", isKey: true, isRequired: true },
  { name: "number", type: "int", meaning: "of the row" },
  { name: "flag", type: "boolean", meaning: "true, false or null" },
  { name: "words", type: "texts", meaning: "none, one or two" },
  { name: "numbers", type: "ints", meaning: "none, one or two" },
  { name: "doc", type: "text", meaning: "long" },
];

const keyOf = (index: number) => `a.key.that.is.longer.than.sixteen.bytes.${String(index).padStart(6, "0")}`;

/** A row of which each third lacks what may be lacking. */
function rowOf(index: number) {
  const isThere = index % 3 !== 0;
  return {
    key: keyOf(index),
    number: isThere ? index : null,
    flag: isThere ? index % 2 === 0 : null,
    words: isThere ? ["é", "日本"].slice(index % 3) : null,
    numbers: isThere ? [index, -index] : null,
    doc: `text ${index} `.repeat(40),
  };
}

function written(rows: number, groupRows = 500): ParquetBytes {
  const writer = new TableWriter(COLUMNS, { groupRows, about: "a test" });
  for (let index = 0; index < rows; index++) {
    writer.add(rowOf(index));
  }
  return writer.finish();
}

async function opened(file: ParquetBytes, content = file.content) {
  const { reader, asked } = memoryReader(content);
  return { table: await TableFile.open(reader, "a.parquet", file), asked };
}

test("the same rows give the same bytes, and these give the rows", async () => {
  const file = written(1234);
  expect(written(1234).content).toEqual(file.content);
  const { table } = await opened(file);
  expect(table.rows).toBe(1234);
  expect(table.columns()).toEqual(COLUMNS.map(({ name }) => name));
  const rows = await Array.fromAsync(table.read());
  expect(rows).toEqual(Array.from({ length: 1234 }, (_, index) => rowOf(index)));
});

test("a file that lies among other bytes in memory, as what comes from a network does, is read alike", async () => {
  const file = written(1234);
  const pool = Buffer.concat([Buffer.alloc(99, 1), file.content, Buffer.alloc(99, 2)]);
  const content = pool.subarray(99, 99 + file.bytes);
  const { content: _content, ...facts } = file;
  expect(factsOf(content)).toEqual({ ...facts, about: "a test" });
  const { table } = await opened(file, content);
  expect(await Array.fromAsync(table.read())).toHaveLength(1234);
});

test("a file without rows can be read", async () => {
  const { table } = await opened(written(0));
  expect(await Array.fromAsync(table.read())).toEqual([]);
  expect(await Array.fromAsync(table.find({ column: "key", from: "", to: "z" }))).toEqual([]);
});

test("a row is found by its key, with few requests and a small part of the file", async () => {
  const file = written(20_000, 2000);
  const { table, asked } = await opened(file);
  const [first, last] = [keyOf(12_345), keyOf(12_347)];
  const found = await Array.fromAsync(table.find({ column: "key", from: first, to: last }));
  expect(found).toEqual([rowOf(12_345), rowOf(12_346), rowOf(12_347)]);
  expect(asked.length).toBeLessThanOrEqual(8);
  const bytes = asked.reduce((sum, [start, end]) => sum + end - start, 0);
  expect(bytes).toBeLessThan(file.bytes / 5);
});

test("of the keys in a range only those that are wanted come, and only the columns that are", async () => {
  const { table } = await opened(written(3000));
  const isWanted = (key: string) => key.endsWith("7");
  const range = { column: "key", from: keyOf(1), to: keyOf(2499) };
  const found = await Array.fromAsync(table.find(range, { columns: ["number"], isWanted }));
  const expected = Array.from({ length: 2500 }, (_, index) => index).filter((index) => index % 10 === 7);
  expect(found).toEqual(expected.map((index) => ({ number: rowOf(index).number })));
});

test("keys are in the order of code points, as the bytes of UTF-8 are", async () => {
  // U+FFFF comes before U+10000, though not by its UTF-16 units.
  const keys = ["a", "a\uffff", "a\u{10000}", "b"];
  const writer = new TableWriter(COLUMNS.slice(0, 1), { groupRows: 1, about: "" });
  for (const key of keys) {
    writer.add({ key });
  }
  const { table } = await opened(writer.finish());
  const found = async (from: string, to: string) =>
    (await Array.fromAsync(table.find({ column: "key", from, to }))).map(({ key }) => key);
  expect(await found("a", "a\u{10ffff}")).toEqual(keys.slice(0, 3));
  expect(await found("a\uffff", "a\uffff")).toEqual(["a\uffff"]);
  expect(await found("a\u{10000}", "b")).toEqual(["a\u{10000}", "b"]);
});

test("what a file is of, and what leads to it, can be had from the file", () => {
  const { content, ...facts } = written(1234);
  expect(factsOf(content)).toEqual({ ...facts, about: "a test" });
  const { content: empty, ...none } = written(0);
  expect(factsOf(empty)).toEqual({ ...none, about: "a test" });
});

test("a file that is cut off, or of which any byte was changed, has no facts, and gives no row", async () => {
  const file = written(3000);
  const reading = async (content: Uint8Array) => {
    const { table } = await opened(file, content);
    return await Array.fromAsync(table.read());
  };
  for (const length of [0, 3, 11, 12, 5000, file.bytes - file.tailBytes, file.bytes - 1]) {
    const cut = file.content.slice(0, length);
    expect(factsOf(cut)).toBeUndefined();
    await expect(reading(cut)).rejects.toThrow("memory/a.parquet: it is cut off");
  }
  for (let place = 1; place < file.bytes; place += 997) {
    const changed = file.content.slice();
    changed[place] = (changed[place] ?? 0) ^ 1;
    expect(factsOf(changed)?.tailCheck).not.toBe(file.tailCheck);
    await expect(reading(changed)).rejects.toThrow("memory/a.parquet: it");
  }
});

test("damage in one block is told where it is used, and only there", async () => {
  const file = written(3000, 100);
  const changed = file.content.slice();
  changed[BLOCK_BYTES * 3 + 7] = ~(changed[BLOCK_BYTES * 3 + 7] ?? 0);
  const { table } = await opened(file, changed);
  await expect(Array.fromAsync(table.read())).rejects.toThrow(
    `its bytes ${BLOCK_BYTES * 3} to ${BLOCK_BYTES * 4}`,
  );
  const last = keyOf(2999);
  expect(await Array.fromAsync(table.find({ column: "key", from: last, to: last }))).toEqual([rowOf(2999)]);
});

test("another file in its place, and none, are told", async () => {
  const file = written(1000);
  const other = written(1001);
  await expect(opened(file, other.content)).rejects.toThrow("damaged, or another file");
  const reader: ObjectReader = {
    address: "memory",
    read: async () => undefined,
    readRange: async () => undefined,
  };
  await expect(TableFile.open(reader, "a.parquet", file)).rejects.toThrow("there is no such object");
});
