import type { SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { AddedFile, TableLog, TableMetaData } from "../../store/tables-log.ts";

/**
 * A checkpoint of the log of a table: one row for each action that still says something, with one struct for each kind of
 * action. What was removed is left out: only whoever deletes files by the log needs it, and nobody does.
 *
 * https://github.com/delta-io/delta/blob/master/PROTOCOL.md#checkpoints
 *
 * @returns `size`: how many actions it has
 */
export function checkpointBytes({ files, metaData }: Pick<TableLog, "files" | "metaData">): {
  content: Uint8Array;
  size: number;
} {
  const rows: Record<string, unknown>[] = [
    { protocol: { minReaderVersion: 1, minWriterVersion: 2 } },
    ...(metaData === undefined
      ? []
      : [{ metaData: { ...fullMetaData(metaData), createdTime: BigInt(metaData.createdTime) } }]),
    ...[...files.values()].map((file) => ({ add: fullAdd(file) })),
  ];
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({ writer, schema: SCHEMA, createdBy: "importgraph" });
  const columnData = ACTIONS.map((name) => ({ name, data: rows.map((row) => row[name] ?? null) }));
  parquet.write({ columnData });
  parquet.finish();
  return { content: writer.getBytes(), size: rows.length };
}

/** What a table is, as every action of it says. */
export function fullMetaData(metaData: TableMetaData): object {
  const format = { provider: "parquet", options: {} };
  return { ...metaData, format, partitionColumns: [], configuration: {} };
}

/** In a checkpoint nothing changes. */
function fullAdd({ size, modificationTime, ...file }: AddedFile): object {
  return {
    ...{ ...file, partitionValues: {}, dataChange: false },
    ...{ size: BigInt(size), modificationTime: BigInt(modificationTime) },
  };
}

const text = (name: string): SchemaElement[] => [
  { name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
];
const long = (name: string): SchemaElement[] => [{ name, type: "INT64", repetition_type: "OPTIONAL" }];
const int = (name: string): SchemaElement[] => [{ name, type: "INT32", repetition_type: "OPTIONAL" }];
const flag = (name: string): SchemaElement[] => [{ name, type: "BOOLEAN", repetition_type: "OPTIONAL" }];
const struct = (name: string, ...fields: SchemaElement[][]): SchemaElement[] => [
  { name, repetition_type: "OPTIONAL", num_children: fields.length },
  ...fields.flat(),
];
const map = (name: string): SchemaElement[] => [
  { name, repetition_type: "OPTIONAL", converted_type: "MAP", num_children: 1 },
  { name: "key_value", repetition_type: "REPEATED", num_children: 2 },
  { name: "key", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
  ...text("value"),
];
const list = (name: string): SchemaElement[] => [
  { name, repetition_type: "OPTIONAL", converted_type: "LIST", num_children: 1 },
  { name: "list", repetition_type: "REPEATED", num_children: 1 },
  ...text("element"),
];

/** Kinds of actions, in the order of the columns. */
const ACTIONS = ["txn", "add", "remove", "metaData", "protocol"];

const SCHEMA: SchemaElement[] = [
  { name: "root", num_children: ACTIONS.length },
  ...struct("txn", text("appId"), long("version"), long("lastUpdated")),
  ...struct(
    "add",
    ...[text("path"), map("partitionValues"), long("size"), long("modificationTime"), flag("dataChange")],
    ...[text("stats"), map("tags")],
  ),
  ...struct("remove", text("path"), long("deletionTimestamp"), flag("dataChange")),
  ...struct(
    "metaData",
    ...[text("id"), text("name"), text("description")],
    struct("format", text("provider"), map("options")),
    ...[text("schemaString"), list("partitionColumns"), map("configuration"), long("createdTime")],
  ),
  ...struct("protocol", int("minReaderVersion"), int("minWriterVersion")),
];
