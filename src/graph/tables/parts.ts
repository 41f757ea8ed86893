import type { FileFacts, PartFacts } from "../../page/checks.ts";
import { factsOf } from "../../page/file-facts.ts";
import { partKey } from "../../page/graph-keys.ts";
import { readShard } from "../../shard/reader.ts";
import { ensureShard } from "../../store/care/check-shard.ts";
import { type ShardAddress, shardObjectKey } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";
import { TABLE_NAMES, TABLES, TABLES_FORMAT, type TableName } from "./columns.ts";
import { type ParquetBytes, TableWriter } from "./parquet-writer.ts";
import { RecordsPart } from "./records-part.ts";
import { ShardRows } from "./rows.ts";

/** The parts of one shard: a file of each table that it has rows of, or what is one in a pack. */
export type Parts = Readonly<Partial<Record<TableName, PartFacts>>>;

/** Rows of a row group: so that looking up one row unpacks little. */
const GROUP_ROWS = 2048;

/**
 * Makes the parts of a shard in memory. The same shard gives the same bytes.
 *
 * @throws InputError as `readShard`; UnreadableObjectError where the shard is not there, damaged, or another one than its
 *   name says
 */
export async function partsOfShard(
  store: Store,
  address: ShardAddress,
  signal?: AbortSignal,
): Promise<ReadonlyMap<TableName, ParquetBytes>> {
  const path = await store.localPath(shardObjectKey(address));
  const rows = new ShardRows(address.digest);
  const records = new RecordsPart();
  const writers = new Map<TableName, TableWriter>();
  const found = { name: "", version: "", digest: "" };
  const options = {
    onDigest(digest: string) {
      found.digest = digest;
    },
    ...(signal && { signal }),
  };
  for await (const { record } of readShard(path, options)) {
    if (record.record === "header") {
      found.name = record.distribution.name;
      found.version = record.distribution.version;
    }
    records.add(record);
    for (const [table, row] of rows.of(record)) {
      const about = aboutPart(table, address.digest);
      const writer =
        writers.get(table) ?? new TableWriter(TABLES[table].columns, { groupRows: GROUP_ROWS, about });
      writers.set(table, writer);
      writer.add(row);
    }
  }
  ensureShard(shardObjectKey(address), found);
  return new Map([
    ...[...writers].map(([table, writer]) => [table, writer.finish()] as const),
    ["records", records.finish(aboutPart("records", address.digest))],
  ]);
}

/** The parts of a shard as they are in a store now. */
export interface KeptParts {
  parts: Parts;
  /** Their bytes by their keys: what is made of them next need not ask the store, which may be far away. */
  contents: ReadonlyMap<string, Uint8Array>;
}

/**
 * Brings the parts of a shard of one store into one, which may be another. A sound part that is there stays, whichever version made it: runs rely on its
 * bytes.
 *
 * @throws UnreadableObjectError where the shard is not there, damaged, or another one than its name says
 */
export async function keepParts(
  store: Store,
  address: ShardAddress,
  signal?: AbortSignal,
  into = store,
): Promise<KeptParts> {
  const made = await partsOfShard(store, address, signal);
  const parts: Partial<Record<TableName, FileFacts>> = {};
  const contents = new Map<string, Uint8Array>();
  // At once: most of writing is waiting for the disk, or for a bucket.
  const kept = await Promise.all(
    TABLE_NAMES.map(async (table) => {
      const part = made.get(table);
      return part && ([table, await keepPart(into, table, address.digest, part)] as const);
    }),
  );
  for (const [table, { content, ...facts }] of kept.filter((one) => one !== undefined)) {
    parts[table] = facts;
    contents.set(partKey(table, address.digest), content);
  }
  return { parts, contents };
}

/** {@link keepParts} for what leads to them. */
export async function makeParts(store: Store, address: ShardAddress, signal?: AbortSignal): Promise<Parts> {
  return (await keepParts(store, address, signal)).parts;
}

/** Brings one part into a store, unless a sound one is there. */
export async function keepPart(
  store: Store,
  table: TableName,
  digest: string,
  part: ParquetBytes,
): Promise<ParquetBytes> {
  const key = partKey(table, digest);
  const there = await store.read(key);
  const known = there && soundPart(table, digest, there);
  if (known?.rows === part.rows) {
    return known;
  }
  await store.write(key, part.content);
  return part;
}

/** A part by its bytes; undefined for what is none, another one, or damaged. */
export function soundPart(table: TableName, digest: string, content: Uint8Array): ParquetBytes | undefined {
  const known = factsOf(content);
  if (known?.about !== aboutPart(table, digest)) {
    return undefined;
  }
  const { about: _, ...facts } = known;
  return { ...facts, content };
}

function aboutPart(table: TableName, digest: string): string {
  return `${table} of ${digest}, format ${TABLES_FORMAT}`;
}
