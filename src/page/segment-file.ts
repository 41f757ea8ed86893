import { compareText } from "../shard/canonical.ts";
import { crc32 } from "./checks.ts";
import type { Row } from "./columns.ts";
import type { Segment } from "./graph-document.ts";
import { damaged, type ObjectReader } from "./object-reader.ts";
import { firstIndex, RowGroup } from "./row-group.ts";
import type { FindOptions } from "./table-file.ts";

/** The mark that a Parquet file begins with. */
const MARK_BYTES = 4;

/** A segment of no more than that is fetched whole. */
const SMALL_BYTES = 64 * 1024;

/** Row groups that are wanted at the same time are fetched together where no more than this lies between them. */
const GAP_BYTES = 32 * 1024;

/** So many row groups are kept unpacked, those that were wanted last. */
const KEPT_GROUPS = 32;

/** Whoever reads all reads so many row groups at a time. */
const READ_GROUPS = 16;

/**
 * A segment of an index. What leads to it says where its row groups are, and each ends with a footer of its own: so the rows
 * of a key cost one request, and what was unpacked is kept for the next one.
 */
export class SegmentFile {
  readonly #reader: ObjectReader;
  readonly #key: string;
  readonly #segment: Segment;
  readonly #groups = new Map<number, Promise<RowGroup>>();
  /** Row groups that were asked for in this turn, and who waits for them. */
  #wanted = new Map<number, PromiseWithResolvers<RowGroup>>();

  constructor(reader: ObjectReader, key: string, segment: Segment) {
    this.#reader = reader;
    this.#key = key;
    this.#segment = segment;
  }

  /** How many rows have to be looked at for a range of keys. Asks nobody. */
  rowsNear(from: string, to: string): number {
    const [first, end] = this.#span(from, to);
    return Math.min((end - first) * this.#segment.groupRows, this.#segment.rows);
  }

  /**
   * The rows whose key lies in a range, in order.
   *
   * @throws DamagedFileError where the segment is not there, cut off, damaged or another one
   */
  async find(from: string, to: string, { columns, isWanted }: FindOptions = {}): Promise<Row[]> {
    const [first, end] = this.#span(from, to);
    const groups = await Promise.all(Array.from({ length: end - first }, (_, at) => this.#group(first + at)));
    const rows = await Promise.all(groups.map((group) => group.find(from, to, { columns, isWanted })));
    return rows.flat();
  }

  /** All rows, in order, those of a row group at once; keeps nothing. */
  async *readGroups(columns?: readonly string[]): AsyncGenerator<Row[]> {
    const { length } = this.#segment.groups;
    for (let first = 0; first < length; first += READ_GROUPS) {
      for (const group of await this.#fetch(first, Math.min(first + READ_GROUPS, length) - 1)) {
        yield await group.rows(columns);
      }
    }
  }

  /** Which row groups may have a key of a range: the first, and what is behind the last. */
  #span(from: string, to: string): [first: number, end: number] {
    const { groups } = this.#segment;
    const end = firstIndex(groups.length, (index) => compareText(groups[index]?.[0] ?? "", to) > 0);
    // Keys that are the same may stand on both sides.
    const first = firstIndex(groups.length, (index) => compareText(groups[index]?.[0] ?? "", from) >= 0) - 1;
    return [Math.max(0, first), end];
  }

  #group(index: number): Promise<RowGroup> {
    // One that is being waited for may no longer be among those that are kept, where very many are wanted in one turn.
    const known = this.#groups.get(index) ?? this.#wanted.get(index)?.promise;
    if (known !== undefined) {
      this.#keep(index, known);
      return known;
    }
    if (this.#wanted.size === 0) {
      // What is asked for without waiting is fetched together.
      queueMicrotask(() => this.#fetchWanted());
    }
    const waiting = Promise.withResolvers<RowGroup>();
    this.#wanted.set(index, waiting);
    this.#keep(index, waiting.promise);
    return waiting.promise;
  }

  /** As the one that was wanted last. */
  #keep(index: number, group: Promise<RowGroup>): void {
    this.#groups.delete(index);
    this.#groups.set(index, group);
    const [oldest] = this.#groups.keys();
    if (this.#groups.size > KEPT_GROUPS && oldest !== undefined) {
      this.#groups.delete(oldest);
    }
  }

  #fetchWanted(): void {
    const wanted = this.#wanted;
    this.#wanted = new Map();
    for (const [first, last] of this.#runsOf([...wanted.keys()].sort((left, right) => left - right))) {
      this.#fetch(first, last).then(
        (groups) => {
          for (const [offset, group] of groups.entries()) {
            const waiting = wanted.get(first + offset);
            waiting?.resolve(group);
            if (waiting === undefined) {
              this.#keep(first + offset, Promise.resolve(group));
            }
          }
        },
        (error: unknown) => {
          for (let index = first; index <= last; index++) {
            // Who asks again may have more luck.
            this.#groups.delete(index);
            wanted.get(index)?.reject(error);
          }
        },
      );
    }
  }

  /** Sorted indexes as runs that are fetched by one request: first and last of each. */
  #runsOf(indexes: readonly number[]): [first: number, last: number][] {
    const { bytes, groups } = this.#segment;
    if (bytes <= SMALL_BYTES) {
      return [[0, groups.length - 1]];
    }
    const runs: [number, number][] = [];
    for (const index of indexes) {
      const run = runs.at(-1);
      if (run !== undefined && this.#startOf(index) - this.#startOf(run[1] + 1) <= GAP_BYTES) {
        run[1] = index;
      } else {
        runs.push([index, index]);
      }
    }
    return runs;
  }

  #startOf(index: number): number {
    return index === 0 ? MARK_BYTES : (this.#segment.groups[index - 1]?.[1] ?? 0);
  }

  async #fetch(first: number, last: number): Promise<RowGroup[]> {
    const [start, end] = [this.#startOf(first), this.#startOf(last + 1)];
    const bytes = await this.#reader.readRange(this.#key, start, end);
    if (bytes?.length !== end - start) {
      const found = bytes === undefined ? 0 : start + bytes.length;
      throw this.#damaged(
        bytes === undefined
          ? "there is no such object, though the graph has it"
          : `it is cut off: it has ${found} bytes, expected ${this.#segment.bytes}`,
      );
    }
    return this.#segment.groups.slice(first, last + 1).map(([, groupEnd, check], offset) => {
      const groupStart = this.#startOf(first + offset);
      const own = bytes.subarray(groupStart - start, groupEnd - start);
      if (crc32(own) !== check) {
        throw this.#damaged(
          `its bytes ${groupStart} to ${groupEnd} are not what was written: it is damaged, or another file`,
        );
      }
      return new RowGroup(own, groupStart);
    });
  }

  #damaged(message: string): Error {
    return damaged(this.#reader, this.#key, message);
  }
}
