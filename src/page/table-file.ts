import { type FileMetaData, type ParquetQueryFilter, parquetMetadata, parquetScan } from "hyparquet";
import { compareText } from "../shard/canonical.ts";
import { CheckedFile } from "./checked-file.ts";
import { ABOUT_KEY, BLOCK_BYTES, CHECKS_KEY, crc32, type FileFacts, parseChecks } from "./checks.ts";
import type { Cell, Row } from "./columns.ts";
import { damaged, type ObjectReader } from "./object-reader.ts";

/** A smallest and a largest value of a column by which a table is sorted. */
export interface KeyRange {
  column: string;
  from: string;
  to: string;
}

/** An open Parquet file of a graph, of which only the pages that are wanted are fetched, each checked. */
export class TableFile {
  readonly rows: number;
  readonly #file: CheckedFile;
  readonly #metadata: FileMetaData;

  private constructor(file: CheckedFile, metadata: FileMetaData, rows: number) {
    this.#file = file;
    this.#metadata = metadata;
    this.rows = rows;
  }

  /**
   * Opens a file by what leads to it, with one request.
   *
   * @throws DamagedFileError where it is not there, cut off, damaged or another one
   */
  static async open(reader: ObjectReader, key: string, facts: FileFacts): Promise<TableFile> {
    const dataBytes = facts.bytes - facts.tailBytes;
    const tail = await reader.readRange(key, dataBytes, facts.bytes);
    if (tail === undefined) {
      throw damaged(reader, key, "there is no such object, though the graph has it");
    }
    if (tail.length !== facts.tailBytes) {
      throw damaged(
        reader,
        key,
        `it is cut off: it has at most ${dataBytes + tail.length} bytes, expected ${facts.bytes}`,
      );
    }
    if (crc32(tail) !== facts.tailCheck) {
      throw damaged(reader, key, "its end is not what was written: it is damaged, or another file");
    }
    const { metadata, checks } = parseTail(tail);
    if (checks?.length !== Math.ceil(dataBytes / BLOCK_BYTES)) {
      throw damaged(reader, key, "it has no checks of its blocks: it was written by another program");
    }
    const file = new CheckedFile(reader, key, facts, { tail, checks });
    return new TableFile(file, metadata, facts.rows);
  }

  /** All rows, in order, a row group at a time. */
  read(columns: readonly string[] = this.columns()): AsyncGenerator<Row> {
    return this.#rowsOf(columns, {});
  }

  /**
   * The rows whose key lies in a range, in order: first the pages of the key that may have it are read, then of the other
   * columns the pages with these rows.
   *
   * @param isWanted which of these keys are wanted; default: all
   */
  async *find(
    { column, from, to }: KeyRange,
    { columns = this.columns(), isWanted = () => true }: FindOptions = {},
  ): AsyncGenerator<Row> {
    const filter: ParquetQueryFilter = { [column]: { $gte: from, $lte: to } };
    const options = { ...this.#options, pruningFilter: filter, usePageIndex: true };
    const keys = await parquetScan({ ...options, columns: [column] });
    for (const { rowStart, rowEnd } of keys.ranges) {
      const found = await keys.readColumn({ column, rowStart, rowEnd });
      const wanted: number[] = [];
      for (let index = 0; index < rowEnd - rowStart; index++) {
        const key = found[index] as string;
        if (compareText(key, from) >= 0 && compareText(key, to) <= 0 && isWanted(key)) {
          wanted.push(rowStart + index);
        }
      }
      for (const [start, end] of spansOf(wanted)) {
        yield* this.#rowsOf(columns, { rowStart: start, rowEnd: end }, new Set(wanted));
      }
    }
  }

  async *#rowsOf(
    columns: readonly string[],
    rows: { rowStart?: number; rowEnd?: number },
    wanted?: ReadonlySet<number>,
  ): AsyncGenerator<Row> {
    const scan = await parquetScan({ ...this.#options, columns: [...columns], ...rows });
    for (const { rowStart, rowEnd } of scan.ranges) {
      const cells = await Promise.all(
        columns.map((column) => scan.readColumn({ column, rowStart, rowEnd }) as Promise<ArrayLike<Cell>>),
      );
      for (let index = 0; index < rowEnd - rowStart; index++) {
        if (wanted === undefined || wanted.has(rowStart + index)) {
          yield Object.fromEntries(columns.map((name, column) => [name, cells[column]?.[index] ?? null]));
        }
      }
    }
  }

  get #options() {
    return { file: this.#file, metadata: this.#metadata };
  }

  columns(): string[] {
    const names: string[] = [];
    const { schema } = this.#metadata;
    for (let index = 1; index < schema.length; index++) {
      const { name, num_children = 0 } = schema[index] ?? { name: "" };
      names.push(name);
      // A list is a group of a group of its elements.
      index += num_children > 0 ? 2 : 0;
    }
    return names;
  }
}

export interface FindOptions {
  /** Default: all. */
  columns?: readonly string[];
  isWanted?: (key: string) => boolean;
}

/** Rows between which no more than this many others lie are read together. */
const NEAR_ROWS = 256;

/** Sorted numbers of rows as spans: the first of each, and what is behind its last. */
function spansOf(rows: readonly number[]): [start: number, end: number][] {
  const spans: [number, number][] = [];
  for (const row of rows) {
    const span = spans.at(-1);
    if (span !== undefined && row - span[1] < NEAR_ROWS) {
      span[1] = row + 1;
    } else {
      spans.push([row, row + 1]);
    }
  }
  return spans;
}

/** What the end of a file says. */
export interface Tail {
  metadata: FileMetaData;
  /** CRC-32 of each block before it; undefined where these are not said. */
  checks: Uint32Array | undefined;
  /** What the file is of; empty where that is not said. */
  about: string;
}

/** @throws what the parser stumbles over in a tail that is damaged */
export function parseTail(tail: Uint8Array): Tail {
  const metadata = parquetMetadata(tail.slice().buffer);
  const said = new Map(metadata.key_value_metadata?.map(({ key, value = "" }) => [key, value]));
  return { metadata, checks: parseChecks(said.get(CHECKS_KEY) ?? "?"), about: said.get(ABOUT_KEY) ?? "" };
}
