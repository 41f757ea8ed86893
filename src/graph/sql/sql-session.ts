/** SQL over the tables of a graph, by DuckDB: nothing but its parts can be read, and nothing written. */

import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection, DuckDBExtractedStatements, DuckDBResultReader } from "@duckdb/node-api";
import { InputError } from "../../errors/input-error.ts";
import { printableLines } from "../../exec/printable.ts";
import { type TemporaryFolder, temporaryFolder } from "../../exec/temporary-folder.ts";
import type { PartFacts } from "../../page/checks.ts";
import type { Column, ColumnType } from "../../page/columns.ts";
import { factsOf } from "../../page/file-facts.ts";
import { fileOfPart } from "../../page/graph-keys.ts";
import { damaged } from "../../page/object-reader.ts";
import { type Store, UnreadableObjectError } from "../../store/store.ts";
import type { ReleaseParts } from "../questions/open-graph.ts";
import { TABLE_NAMES, TABLES, type TableName } from "../tables/columns.ts";

/** What a cell of an answer is, as JSON has it. */
export type SqlCell =
  | boolean
  | number
  | string
  | null
  | readonly SqlCell[]
  | { readonly [name: string]: SqlCell };

export interface SqlAnswer {
  columns: readonly string[];
  rows: readonly (readonly SqlCell[])[];
  /** Whether there are more rows than were asked for. */
  isCut: boolean;
}

export interface SqlOptions {
  /** So many rows are given; default: all. */
  most?: number;
  signal?: AbortSignal;
}

/**
 * Answers a query over some releases' tables, each a view.
 *
 * @throws InputError for a query that is no SELECT, or that DuckDB refuses; DamagedFileError for a damaged part
 */
export async function askSql(
  store: Store,
  releases: readonly ReleaseParts[],
  query: string,
  { most = Number.POSITIVE_INFINITY, signal }: SqlOptions = {},
): Promise<SqlAnswer> {
  const { DuckDBInstance, StatementType } = await import("@duckdb/node-api").catch((error: unknown) => {
    const fix = "install the packages anew on this machine: npm ci; the tables can be read by any engine";
    throw new InputError({ message: "DuckDB is not there for this machine", fix }, { cause: error });
  });
  const scratch = await temporaryFolder();
  const instance = await DuckDBInstance.create(":memory:", {
    ...{ autoinstall_known_extensions: "false", autoload_known_extensions: "false" },
    temp_directory: join(scratch.path, "spilled"),
  });
  const connection = await instance.connect();
  const interrupt = () => connection.interrupt();
  signal?.addEventListener("abort", interrupt);
  try {
    const paths = await partPaths(store, releases, tablesOf(connection, query), scratch);
    for (const table of TABLE_NAMES) {
      await connection.run(viewText(table, paths.get(table) ?? []));
    }
    await shut(connection, [...paths.values()].flat());
    await ensureSelect(connection, query, [StatementType.SELECT, StatementType.EXPLAIN]);
    const reader = await connection.streamAndReadUntil(query, Math.min(most + 1, Number.MAX_SAFE_INTEGER));
    return answerOf(reader, most);
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof InputError ? error : refusal(error);
  } finally {
    signal?.removeEventListener("abort", interrupt);
    connection.closeSync();
    instance.closeSync();
    await scratch.remove();
  }
}

/** The tables that a query names; all where that can't be told. */
function tablesOf(connection: DuckDBConnection, query: string): readonly TableName[] {
  try {
    const named = new Set(connection.getTableNames(query, false).map((name) => name.toLowerCase()));
    return TABLE_NAMES.filter((table) => named.has(table));
  } catch {
    // What is wrong with it is told when it is asked.
    return [];
  }
}

/** Where the parts of tables are on this machine, each checked whole: DuckDB knows nothing of our checks. */
async function partPaths(
  store: Store,
  releases: readonly ReleaseParts[],
  tables: readonly TableName[],
  scratch: TemporaryFolder,
): Promise<Map<TableName, string[]>> {
  const paths = new Map<TableName, string[]>();
  for (const table of tables) {
    const own = new Map<string, string>();
    for (const { shard, parts } of releases) {
      const facts = parts[table];
      const key = facts && fileOfPart(table, shard, facts);
      if (facts !== undefined && key !== undefined && !own.has(key)) {
        own.set(key, await checkedPath(store, key, facts, join(scratch.path, key.replaceAll("/", "-"))));
      }
    }
    paths.set(table, [...own.values()]);
  }
  return paths;
}

async function checkedPath(store: Store, key: string, facts: PartFacts, copy: string): Promise<string> {
  const content = await store.read(key);
  if (content === undefined) {
    throw damaged(store, key, "there is no such object, though the graph has it");
  }
  if (!isWritten(content, facts)) {
    throw damaged(store, key, "it is not what was written: it is damaged, or another file");
  }
  return await pathOf(store, key, content, copy);
}

/** A pack is called by its bytes; what leads to a part tells of which its end is. */
function isWritten(content: Uint8Array, { bytes, tailCheck, within }: PartFacts): boolean {
  if (within !== undefined) {
    return createHash("sha256").update(content).digest("hex") === within.pack;
  }
  const found = factsOf(content);
  return found?.tailCheck === tailCheck && found.bytes === bytes;
}

/** The file of a folder, else a copy: of what a bucket or a server gave, or what was made in memory. */
async function pathOf(store: Store, key: string, content: Uint8Array, copy: string): Promise<string> {
  if (store.folder !== undefined) {
    try {
      return await store.localPath(key);
    } catch (error) {
      if (!(error instanceof UnreadableObjectError)) {
        throw error;
      }
    }
  }
  await writeFile(copy, content);
  return copy;
}

const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  boolean: "BOOLEAN",
  int: "INTEGER",
  text: "VARCHAR",
  ints: "INTEGER[]",
  texts: "VARCHAR[]",
};

function viewText(table: TableName, paths: readonly string[]): string {
  const columns: readonly Column[] = TABLES[table].columns;
  const source =
    paths.length === 0
      ? `SELECT ${columns.map(({ name, type }) => `NULL::${SQL_TYPES[type]} AS "${name}"`).join(", ")} WHERE false`
      : `SELECT * FROM read_parquet([${paths.map(literal).join(", ")}], union_by_name = true)`;
  return `CREATE VIEW "${table}" AS ${source}`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** From here on nothing but these files can be read, and no setting changed. */
async function shut(connection: DuckDBConnection, paths: readonly string[]): Promise<void> {
  await connection.run(`SET allowed_paths = [${paths.map(literal).join(", ")}]`);
  await connection.run("SET enable_external_access = false");
  await connection.run("SET lock_configuration = true");
}

async function ensureSelect(
  connection: DuckDBConnection,
  query: string,
  allowed: readonly number[],
): Promise<void> {
  const statements = await statementsOf(connection, query);
  const prepared = statements.count === 1 ? await statements.prepare(0) : undefined;
  const isAllowed = prepared !== undefined && allowed.includes(prepared.statementType);
  prepared?.destroySync();
  if (!isAllowed) {
    throw new InputError({
      message:
        statements.count === 1
          ? "the query is no SELECT, and tables can only be read"
          : `the query has ${statements.count} statements, expected one SELECT`,
      fix: "begin it with SELECT, FROM, WITH, DESCRIBE, SUMMARIZE or EXPLAIN",
    });
  }
}

async function statementsOf(connection: DuckDBConnection, query: string): Promise<DuckDBExtractedStatements> {
  try {
    return await connection.extractStatements(query);
  } catch (error) {
    // All that DuckDB says where there is no statement at all.
    if (error instanceof Error && error.message === "Error in native callback") {
      throw new InputError({ message: "the query is empty", fix: EMPTY_FIX }, { cause: error });
    }
    throw error;
  }
}

const EMPTY_FIX = 'ask something, such as: ./scripts/importgraph sql "SELECT * FROM distributions"';

function answerOf(reader: DuckDBResultReader, most: number): SqlAnswer {
  const rows = reader.getRowsJS();
  return {
    columns: reader.deduplicatedColumnNames(),
    rows: rows.slice(0, most).map((row) => row.map(cellOf)),
    isCut: rows.length > most,
  };
}

/** Whole numbers that JSON's readers would round are texts, and so are dates. */
function cellOf(value: unknown): SqlCell {
  switch (typeof value) {
    case "bigint":
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "boolean":
    case "string":
      return value;
    default:
      return value === null || value === undefined ? null : structureOf(value);
  }
}

function structureOf(value: object): SqlCell {
  if (value instanceof Date) {
    return value.toISOString();
  }
  if (Array.isArray(value)) {
    return value.map(cellOf);
  }
  const isPlain = Object.getPrototypeOf(value) === Object.prototype;
  return isPlain
    ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, cellOf(one)]))
    : String(value);
}

function refusal(error: unknown): InputError {
  const said = error instanceof Error ? error.message : String(error);
  const lines = printableLines(said.replace(/^Failed to extract statements: /, "").trim());
  // One error over several lines, which show the place by where it stands in them.
  const text = lines.filter((line) => line.trim() !== "").join("\n  ");
  return new InputError(
    {
      message: text,
      fix: "./scripts/importgraph sql, without a query, tells which tables and columns there are",
    },
    { cause: error },
  );
}
