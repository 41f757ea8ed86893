import { type FileMetaData, parquetScan } from "hyparquet";
import { compareText } from "../shard/canonical.ts";
import type { Cell, Row } from "./columns.ts";
import { COMPRESSORS, columnNames, type FindOptions, parseTail, rowAt } from "./table-file.ts";

/** A row group in memory, whose columns are unpacked when they are wanted, once. */
export class RowGroup {
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #keyColumn: string;
  readonly #metadata: FileMetaData;
  readonly #columns = new Map<string, Promise<ArrayLike<Cell>>>();

  /**
   * @param start of the bytes in their file
   * @param keyColumn by which its rows are sorted
   */
  constructor(bytes: Uint8Array, start: number, keyColumn = "key") {
    // A copy: what was fetched together must not be kept for the sake of one.
    this.#bytes = bytes.slice();
    this.#start = start;
    this.#keyColumn = keyColumn;
    this.#metadata = parseTail(bytes).metadata;
  }

  async find(from: string, to: string, { columns, isWanted = () => true }: FindOptions): Promise<Row[]> {
    const keys = (await this.#column(this.#keyColumn)) as ArrayLike<string>;
    const first = firstIndex(keys.length, (index) => compareText(keys[index] ?? "", from) >= 0);
    const end = firstIndex(keys.length, (index) => compareText(keys[index] ?? "", to) > 0);
    const wanted: number[] = [];
    for (let index = first; index < end; index++) {
      if (isWanted(keys[index] ?? "")) {
        wanted.push(index);
      }
    }
    return wanted.length === 0 ? [] : await this.#rowsAt(wanted, columns);
  }

  rows(columns?: readonly string[]): Promise<Row[]> {
    const rows = Number(this.#metadata.num_rows);
    return this.#rowsAt(
      Array.from({ length: rows }, (_, index) => index),
      columns,
    );
  }

  async #rowsAt(
    indexes: readonly number[],
    columns: readonly string[] = columnNames(this.#metadata),
  ): Promise<Row[]> {
    const cells = await Promise.all(columns.map((column) => this.#column(column)));
    return indexes.map((index) => rowAt(index, columns, cells));
  }

  #column(column: string): Promise<ArrayLike<Cell>> {
    const known = this.#columns.get(column);
    if (known !== undefined) {
      return known;
    }
    const reading = this.#read(column);
    this.#columns.set(column, reading);
    return reading;
  }

  async #read(column: string): Promise<ArrayLike<Cell>> {
    const file = {
      byteLength: this.#start + this.#bytes.length,
      // Places are those in the whole file.
      slice: (start: number, end = this.#start + this.#bytes.length) =>
        this.#bytes.slice(start - this.#start, end - this.#start).buffer as ArrayBuffer,
    };
    const source = { file, metadata: this.#metadata, columns: [column] };
    const scan = await parquetScan({ ...source, compressors: COMPRESSORS });
    const rowEnd = Number(this.#metadata.num_rows);
    return (await scan.readColumn({ column, rowStart: 0, rowEnd })) as ArrayLike<Cell>;
  }
}

/** The first of sorted indexes that something holds of, by halving; `length` where it holds of none. */
export function firstIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}
