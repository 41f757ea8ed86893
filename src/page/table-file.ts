import {
  type ColumnChunk,
  type Compressors,
  type FileMetaData,
  parquetMetadata,
  parquetScan,
  readColumnIndex,
  readOffsetIndex,
} from "hyparquet";
import { compareText } from "../shard/canonical.ts";
import { CheckedFile } from "./checked-file.ts";
import { ABOUT_KEY, BLOCK_BYTES, CHECKS_KEY, crc32, type FileFacts, parseChecks } from "./checks.ts";
import type { Cell, Row } from "./columns.ts";
import { damaged, type ObjectReader } from "./object-reader.ts";

/** What unpacks pages that are packed by gzip. A browser has nothing that does so at once. */
export const COMPRESSORS: Compressors = {};
const zlib = globalThis.process?.getBuiltinModule?.("node:zlib");
if (zlib !== undefined) {
  COMPRESSORS.GZIP = (input) => new Uint8Array(zlib.gunzipSync(input));
}

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
  readonly #tail: Uint8Array;
  readonly #unpacked = new UnpackedColumns();

  private constructor(
    file: CheckedFile,
    metadata: FileMetaData,
    { rows, tail }: { rows: number; tail: Uint8Array },
  ) {
    this.#file = file;
    this.#metadata = metadata;
    this.#tail = tail;
    this.rows = rows;
  }

  /**
   * Opens a file by what leads to it, with one request.
   *
   * @throws DamagedFileError where it is not there, cut off, damaged or another one
   */
  static async open(reader: ObjectReader, key: string, facts: FileFacts): Promise<TableFile> {
    const dataBytes = facts.bytes - facts.tailBytes;
    const start = facts.bytes <= SMALL_BYTES ? 0 : dataBytes;
    const end = await reader.readRange(key, start, facts.bytes);
    if (end === undefined) {
      throw damaged(reader, key, "there is no such object, though the graph has it");
    }
    if (end.length !== facts.bytes - start) {
      throw damaged(
        reader,
        key,
        `it is cut off: it has at most ${start + end.length} bytes, expected ${facts.bytes}`,
      );
    }
    const tail = end.subarray(dataBytes - start);
    if (crc32(tail) !== facts.tailCheck) {
      throw damaged(reader, key, "its end is not what was written: it is damaged, or another file");
    }
    const { metadata, checks } = parseTail(tail);
    if (checks?.length !== Math.ceil(dataBytes / BLOCK_BYTES)) {
      throw damaged(reader, key, "it has no checks of its blocks: it was written by another program");
    }
    const data = start === 0 ? end.subarray(0, dataBytes) : undefined;
    const file = new CheckedFile(reader, key, facts, { tail, checks, data });
    return new TableFile(file, metadata, { rows: facts.rows, tail });
  }

  /** All rows, in order. */
  async *read(columns: readonly string[] = this.columns()): AsyncGenerator<Row> {
    for await (const rows of this.readGroups(columns)) {
      yield* rows;
    }
  }

  /** All rows, in order, those of a row group at once: for whoever reads many. */
  readGroups(columns: readonly string[] = this.columns()): AsyncGenerator<Row[]> {
    return this.#groupsOf(columns, {});
  }

  /**
   * The rows of which something holds, in order. Of row groups without one only the columns are read that tell so.
   *
   * @param by the columns whose cells `isWanted` gets
   */
  async *select(
    by: readonly string[],
    isWanted: (...cells: (Cell | undefined)[]) => boolean,
    columns: readonly string[],
  ): AsyncGenerator<Row> {
    let first = 0;
    for (const { num_rows } of this.#metadata.row_groups) {
      const [rowStart, rowEnd] = [first, first + Number(num_rows)];
      const cells = await this.#cellsOf(by, rowStart, rowEnd);
      const wanted: number[] = [];
      for (let index = 0; index < rowEnd - rowStart; index++) {
        if (isWanted(...cells.map((column) => column[index]))) {
          wanted.push(index);
        }
      }
      if (wanted.length > 0) {
        const found = await this.#cellsOf(columns, rowStart, rowEnd);
        yield* wanted.map((index) => rowAt(index, columns, found));
      }
      first = rowEnd;
    }
  }

  /** Columns of rows that lie in one row group. */
  async #cellsOf(columns: readonly string[], rowStart: number, rowEnd: number): Promise<ArrayLike<Cell>[]> {
    const keys = columns.map((column) => `${column} ${rowStart} ${rowEnd}`);
    const known = keys.map((key) => this.#unpacked.known(key));
    if (known.every((cells) => cells !== undefined)) {
      return await Promise.all(known);
    }
    const scan = await parquetScan({
      ...{ file: this.#file, metadata: this.#metadata, compressors: COMPRESSORS },
      ...{ columns: [...columns], rowStart, rowEnd },
    });
    return await Promise.all(
      columns.map((column, index) =>
        this.#unpacked.get(keys[index] ?? "", () => scan.readColumn({ column, rowStart, rowEnd })),
      ),
    );
  }

  /**
   * The rows whose key lies in a range, in order. Only pages that may have such a key are read, and of tables with many
   * columns only those with these rows, once the keys are known.
   *
   * @param isWanted which of these keys are wanted; default: all
   */
  async *find(
    { column, from, to }: KeyRange,
    { columns = this.columns(), isWanted = () => true }: FindOptions = {},
  ): AsyncGenerator<Row> {
    const isFound = (row: Row) => {
      const key = String(row[column]);
      return compareText(key, from) >= 0 && compareText(key, to) <= 0 && isWanted(key);
    };
    for (const span of this.#spansOf({ column, from, to })) {
      if (columns.length <= FEW_COLUMNS) {
        yield* this.#findAtOnce(span, { column, columns, isFound });
      } else {
        yield* this.#findByKey(span, { column, columns, isFound });
      }
    }
  }

  async *#findAtOnce([rowStart, rowEnd]: Span, { column, columns, isFound }: Finding): AsyncGenerator<Row> {
    for await (const row of this.#rowsOf([...new Set([column, ...columns])], { rowStart, rowEnd })) {
      if (isFound(row)) {
        yield only(columns, row);
      }
    }
  }

  async *#findByKey([rowStart, rowEnd]: Span, { column, columns, isFound }: Finding): AsyncGenerator<Row> {
    const wanted: number[] = [];
    let index = rowStart;
    for await (const row of this.#rowsOf([column], { rowStart, rowEnd })) {
      wanted.push(...(isFound(row) ? [index] : []));
      index += 1;
    }
    for (const [start, end] of spansOf(wanted)) {
      yield* this.#rowsOf(columns, { rowStart: start, rowEnd: end }, new Set(wanted));
    }
  }

  /** Spans of rows whose pages may have a key of a range, by what their smallest and largest keys are. */
  #spansOf(range: KeyRange): Span[] {
    const spans: Span[] = [];
    let first = 0;
    for (const { columns, num_rows } of this.#metadata.row_groups) {
      const chunk = columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === range.column);
      const rows = Number(num_rows);
      const { min_value, max_value } = chunk?.meta_data?.statistics ?? {};
      if (mayHold(range, min_value, max_value)) {
        for (const [start, end] of this.#pagesOf(chunk, rows, range)) {
          const last = spans.at(-1);
          if (last?.[1] === first + start) {
            last[1] = first + end;
          } else {
            spans.push([first + start, first + end]);
          }
        }
      }
      first += rows;
    }
    return spans;
  }

  #pagesOf(chunk: ColumnChunk | undefined, rows: number, range: KeyRange): Span[] {
    const { column_index_offset: keys, offset_index_offset: places } = chunk ?? {};
    const element = this.#metadata.schema.find(({ name }) => name === range.column);
    if (keys === undefined || places === undefined || element === undefined) {
      return [[0, rows]];
    }
    const { min_values, max_values } = readColumnIndex(this.#tailReader(keys), element);
    const { page_locations } = readOffsetIndex(this.#tailReader(places));
    return page_locations.flatMap(({ first_row_index }, page): Span[] => {
      const end = page_locations[page + 1]?.first_row_index ?? rows;
      return mayHold(range, min_values[page], max_values[page])
        ? [[Number(first_row_index), Number(end)]]
        : [];
    });
  }

  /** A reader of what stands at a place of the file, in its tail. */
  #tailReader(offset: bigint): { view: DataView; offset: number } {
    const { buffer, byteOffset, byteLength } = this.#tail;
    const tailStart = this.#file.byteLength - byteLength;
    return { view: new DataView(buffer, byteOffset, byteLength), offset: Number(offset) - tailStart };
  }

  async *#rowsOf(
    columns: readonly string[],
    rows: { rowStart?: number; rowEnd?: number },
    wanted?: ReadonlySet<number>,
  ): AsyncGenerator<Row> {
    for await (const group of this.#groupsOf(columns, rows, wanted)) {
      yield* group;
    }
  }

  async *#groupsOf(
    columns: readonly string[],
    rows: { rowStart?: number; rowEnd?: number },
    wanted?: ReadonlySet<number>,
  ): AsyncGenerator<Row[]> {
    const source = { file: this.#file, metadata: this.#metadata, compressors: COMPRESSORS };
    const scan = await parquetScan({ ...source, columns: [...columns], ...rows });
    for (const { rowStart, rowEnd } of scan.ranges) {
      const read = (column: string) => scan.readColumn({ column, rowStart, rowEnd });
      const cells = await Promise.all(
        columns.map((column) => this.#unpacked.get(`${column} ${rowStart} ${rowEnd}`, () => read(column))),
      );
      const group: Row[] = [];
      for (let index = 0; index < rowEnd - rowStart; index++) {
        if (wanted === undefined || wanted.has(rowStart + index)) {
          group.push(rowAt(index, columns, cells));
        }
      }
      yield group;
    }
  }

  columns(): string[] {
    return columnNames(this.#metadata);
  }
}

/** The names of the columns of a file, in their order. */
export function columnNames({ schema }: Pick<FileMetaData, "schema">): string[] {
  const names: string[] = [];
  for (let index = 1; index < schema.length; index++) {
    const { name, num_children = 0 } = schema[index] ?? { name: "" };
    names.push(name);
    // A list is a group of a group of its elements.
    index += num_children > 0 ? 2 : 0;
  }
  return names;
}

/** Columns of some rows, of which those that were wanted last are kept for whoever asks again. */
class UnpackedColumns {
  readonly #kept = new Map<string, Promise<ArrayLike<Cell>>>();

  known(key: string): Promise<ArrayLike<Cell>> | undefined {
    return this.#kept.get(key);
  }

  get(key: string, unpack: () => Promise<ArrayLike<unknown>>): Promise<ArrayLike<Cell>> {
    const cells = this.#kept.get(key) ?? (unpack() as Promise<ArrayLike<Cell>>);
    this.#kept.delete(key);
    this.#kept.set(key, cells);
    cells.catch(() => this.#kept.delete(key));
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT_COLUMNS && oldest !== undefined) {
      this.#kept.delete(oldest);
    }
    return cells;
  }
}

/** Each of some thousand cells. */
const KEPT_COLUMNS = 128;

/** Rows from the first of these on, up to the second. */
type Span = [start: number, end: number];

interface Finding {
  column: string;
  columns: readonly string[];
  isFound: (row: Row) => boolean;
}

export interface FindOptions {
  /** Default: all. */
  columns?: readonly string[] | undefined;
  isWanted?: ((key: string) => boolean) | undefined;
}

/** A row of columns. */
export function rowAt(index: number, columns: readonly string[], cells: readonly ArrayLike<Cell>[]): Row {
  // Field by field: from a list of pairs it takes five times as long.
  const row: Record<string, Cell> = {};
  for (let column = 0; column < columns.length; column++) {
    row[columns[column] as string] = cells[column]?.[index] ?? null;
  }
  return row;
}

function only(columns: readonly string[], row: Row): Row {
  return Object.fromEntries(columns.map((name) => [name, row[name] ?? null]));
}

/** Whether something between these bounds, which may be wider than what is there, can be in a range. */
function mayHold({ from, to }: KeyRange, smallest: unknown, largest: unknown): boolean {
  const isBelow = typeof largest === "string" && compareText(largest, from) < 0;
  const isAbove = typeof smallest === "string" && compareText(smallest, to) > 0;
  return !isBelow && !isAbove;
}

/** A file of no more than that is fetched whole when it is opened. */
const SMALL_BYTES = 64 * 1024;

/** Of no more than so many columns all are read where a key may be: a second request would cost more. */
const FEW_COLUMNS = 16;

/** Rows between which no more than this many others lie are read together. */
const NEAR_ROWS = 256;

/** Sorted numbers of rows as spans: the first of each, and what is behind its last. */
function spansOf(rows: readonly number[]): Span[] {
  const spans: Span[] = [];
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
  /** What else it says of itself. */
  said: ReadonlyMap<string, string>;
}

/** @throws what the parser stumbles over in a tail that is damaged */
export function parseTail(tail: Uint8Array): Tail {
  // A copy, and not `slice()`: that of Node's buffers is a view of what may hold other things as well.
  const metadata = parquetMetadata(new Uint8Array(tail).buffer);
  const said = new Map(metadata.key_value_metadata?.map(({ key, value = "" }) => [key, value]));
  const checks = parseChecks(said.get(CHECKS_KEY) ?? "?");
  return { metadata, checks, about: said.get(ABOUT_KEY) ?? "", said };
}
