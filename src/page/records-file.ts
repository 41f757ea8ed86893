/** The records of one shard's objects, of which a few are read: the end of the file, and the row groups that have them. */

import * as z from "zod/mini";
import { compareText } from "../shard/canonical.ts";
import { crc32, type FileFacts } from "./checks.ts";
import type { Row } from "./columns.ts";
import { segmentGroup } from "./graph-document.ts";
import { damaged, type ObjectReader } from "./object-reader.ts";
import { firstIndex, RowGroup } from "./row-group.ts";
import { COMPRESSORS, parseTail } from "./table-file.ts";

/** Key of the file's own metadata under which it stands where its row groups are; the last one is near its end. */
export const GROUPS_KEY = "importgraph.groups";

/** Key under which the ids of all modules stand: lines, packed by gzip, in base 64. */
export const MODULES_KEY = "importgraph.modules";

/** So much before the tail is fetched with it: in most files all of the last row group. */
const AHEAD_BYTES = 40 * 1024;

/** Row groups that are wanted at the same time are fetched together where no more than this lies between them. */
const GAP_BYTES = 96 * 1024;

/** So many row groups are kept unpacked, those that were wanted last. */
const KEPT_GROUPS = 32;

/** The mark that a Parquet file begins with. */
const MARK_BYTES = 4;

const groupsSchema = z.array(segmentGroup).check(z.minLength(1));

/** A record: its row. */
export type RecordRow = Row & { readonly id: string; readonly record: string };

/** An open file of records. */
export class RecordsFile {
  /** Ids of all modules, in order. */
  readonly modules: readonly string[];
  readonly #reader: ObjectReader;
  readonly #key: string;
  readonly #bytes: number;
  readonly #groups: readonly z.infer<typeof segmentGroup>[];
  /** The end of the file before its tail, and where that begins. */
  readonly #ahead: { start: number; bytes: Uint8Array };
  readonly #open = new Map<number, Promise<RowGroup>>();

  private constructor(
    { reader, key, facts }: { reader: ObjectReader; key: string; facts: FileFacts },
    content: { groups: readonly z.infer<typeof segmentGroup>[]; modules: readonly string[] },
    ahead: { start: number; bytes: Uint8Array },
  ) {
    this.#reader = reader;
    this.#key = key;
    this.#bytes = facts.bytes;
    this.#groups = content.groups;
    this.modules = content.modules;
    this.#ahead = ahead;
  }

  /**
   * Opens a file by what leads to it, with one request.
   *
   * @throws DamagedFileError where it is not there, cut off, damaged or another one
   */
  static async open(reader: ObjectReader, key: string, facts: FileFacts): Promise<RecordsFile> {
    const dataBytes = facts.bytes - facts.tailBytes;
    const start = Math.max(0, dataBytes - AHEAD_BYTES);
    const end = await reader.readRange(key, start, facts.bytes);
    if (end?.length !== facts.bytes - start) {
      throw lacking(reader, key, end && start + end.length, facts.bytes);
    }
    const tail = end.subarray(dataBytes - start);
    if (crc32(tail) !== facts.tailCheck) {
      throw damaged(reader, key, "its end is not what was written: it is damaged, or another file");
    }
    const { said } = parseTail(tail);
    const groups = groupsSchema.parse(JSON.parse(said.get(GROUPS_KEY) ?? "[]"));
    const ahead = { start, bytes: end.subarray(0, dataBytes - start) };
    const modules = unpackedLines(said.get(MODULES_KEY) ?? "");
    return new RecordsFile({ reader, key, facts }, { groups, modules }, ahead);
  }

  /** The rows near the end of the file: the header, foreign classes, and the outermost modules. */
  async near(): Promise<RecordRow[]> {
    const [group] = await this.#groupsAt([this.#groups.length - 1]);
    return ((await group?.rows(COLUMNS)) ?? []) as RecordRow[];
  }

  /** The other rows with some ids. */
  async find(ids: ReadonlySet<string>): Promise<RecordRow[]> {
    const last = this.#groups.length - 1;
    const wanted = Map.groupBy([...ids].sort(compareText), (id) => this.#groupOf(id, last));
    wanted.delete(-1);
    const groups = await this.#groupsAt([...wanted.keys()]);
    const rows = [...wanted.values()].map(async (list, index) => {
      const options = { columns: COLUMNS, isWanted: (id: string) => ids.has(id) };
      return (await groups[index]?.find(list[0] ?? "", list.at(-1) ?? "", options)) ?? [];
    });
    return (await Promise.all(rows)).flat() as RecordRow[];
  }

  /** The row group that has an id, if any has; -1 for one before all. */
  #groupOf(id: string, end: number): number {
    return firstIndex(end, (index) => compareText(this.#groups[index]?.[0] ?? "", id) > 0) - 1;
  }

  async #groupsAt(indexes: readonly number[]): Promise<RowGroup[]> {
    const missing = indexes.filter((index) => !this.#open.has(index));
    for (const [first, last] of this.#runsOf(missing)) {
      const fetching = this.#fetch(first, last);
      for (let index = first; index <= last; index++) {
        const group = fetching.then((groups) => groups[index - first] as RowGroup);
        this.#open.set(index, group);
        // Who asks again may have more luck.
        group.catch(() => this.#open.delete(index));
      }
    }
    const groups = indexes.map((index) => this.#open.get(index) as Promise<RowGroup>);
    for (const index of [...this.#open.keys()].slice(0, Math.max(0, this.#open.size - KEPT_GROUPS))) {
      this.#open.delete(index);
    }
    return await Promise.all(groups);
  }

  /** Indexes as runs that are fetched by one request: first and last of each. */
  #runsOf(indexes: readonly number[]): [first: number, last: number][] {
    const runs: [number, number][] = [];
    for (const index of indexes.toSorted((left, right) => left - right)) {
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
    return index === 0 ? MARK_BYTES : (this.#groups[index - 1]?.[1] ?? 0);
  }

  async #fetch(first: number, last: number): Promise<RowGroup[]> {
    const [start, end] = [this.#startOf(first), this.#startOf(last + 1)];
    const { start: aheadStart, bytes: ahead } = this.#ahead;
    const bytes =
      start >= aheadStart
        ? ahead.subarray(start - aheadStart, end - aheadStart)
        : await this.#reader.readRange(this.#key, start, end);
    if (bytes?.length !== end - start) {
      throw lacking(this.#reader, this.#key, bytes && start + bytes.length, this.#bytes);
    }
    return this.#groups.slice(first, last + 1).map(([, groupEnd, check], offset) => {
      const groupStart = this.#startOf(first + offset);
      const own = bytes.subarray(groupStart - start, groupEnd - start);
      if (crc32(own) !== check) {
        const message = `its bytes ${groupStart} to ${groupEnd} are not what was written`;
        throw damaged(this.#reader, this.#key, `${message}: it is damaged, or another file`);
      }
      return new RowGroup(own, groupStart, "id");
    });
  }
}

const COLUMNS = ["id", "aliases", "record"] as const;

/** @param found so many bytes; undefined where there is no such object */
function lacking(reader: ObjectReader, key: string, found: number | undefined, expected: number): Error {
  const message =
    found === undefined
      ? "there is no such object, though the graph has it"
      : `it is cut off: it has at most ${found} bytes, expected ${expected}`;
  return damaged(reader, key, message);
}

function unpackedLines(text: string): string[] {
  const packed = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const lines = new TextDecoder().decode(COMPRESSORS.GZIP?.(packed, 0));
  return lines === "" ? [] : lines.split("\n");
}
