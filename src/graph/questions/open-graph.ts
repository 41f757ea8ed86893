/** A graph that can be asked, over whatever its files are read from. Runs in a browser, too. */

import type { Cell, Row } from "../../page/columns.ts";
import type { Graph, IndexName, Segment } from "../../page/graph-document.ts";
import { partKey, segmentKey } from "../../page/graph-keys.ts";
import type { ObjectReader } from "../../page/object-reader.ts";
import { type FindOptions, TableFile } from "../../page/table-file.ts";
import { compareText } from "../../shard/canonical.ts";
import { parsePartsText } from "../index/parts-text.ts";
import type { TableName } from "../tables/columns.ts";
import type { Parts } from "../tables/parts.ts";

/** A release that a graph has. */
export interface Release {
  distribution: string;
  version: string;
  /** Minor version of the Python it was explored on. */
  python: string;
  /** SHA-256 of its shard's lines. */
  shard: string;
  importNames: readonly string[];
  modules: number;
  nodes: number;
  problems: number;
  parts: Parts;
}

/** Behind every text that begins with what stands before it. */
const LAST = "\u{10ffff}";

export class OpenGraph {
  readonly graph: Graph;
  readonly #reader: ObjectReader;
  readonly #dropped: ReadonlySet<string>;
  readonly #files = new Map<string, Promise<TableFile>>();

  constructor(reader: ObjectReader, graph: Graph) {
    this.graph = graph;
    this.#reader = reader;
    this.#dropped = new Set(graph.dropped);
  }

  /** How a person names the place that is asked. */
  get address(): string {
    return this.#reader.address;
  }

  /** The rows of an index with one key. */
  withKey(index: IndexName, key: string, options?: FindOptions): Promise<Row[]> {
    return this.#between(index, key, key, options);
  }

  /**
   * The rows of an index whose key begins with a text, in order.
   *
   * @param options `isWanted`: which of these keys are wanted, default: all; `columns`: `shard` and `key` are among them
   */
  withPrefix(index: IndexName, prefix: string, options?: FindOptions): Promise<Row[]> {
    return this.#between(index, prefix, `${prefix}${LAST}`, options);
  }

  /** How many rows have to be looked at for the keys that begin with a text. */
  async rowsNear(index: IndexName, prefix: string): Promise<number> {
    const range = { column: "key", from: prefix, to: `${prefix}${LAST}` };
    const files = await Promise.all(
      this.#segments(index, range.from, range.to).map((segment) => this.#segment(index, segment)),
    );
    return files.reduce((sum, file) => sum + file.rowsNear(range), 0);
  }

  /** All releases that the graph has, by name. */
  async releases(): Promise<Release[]> {
    return (await this.#between("distributions", "", LAST)).map(releaseOf);
  }

  /** The releases of one distribution that the graph has. */
  async releasesOf(distribution: string): Promise<Release[]> {
    return (await this.withKey("distributions", distribution)).map(releaseOf);
  }

  /** The rows of a release in a table whose id is `id`. */
  async rowsOf(release: Release, table: TableName, id: string, columns?: readonly string[]): Promise<Row[]> {
    const file = await this.#part(release, table);
    const range = { column: "id", from: id, to: id };
    return file === undefined ? [] : await Array.fromAsync(file.find(range, columns && { columns }));
  }

  /** All rows of a release in a table. */
  async *allRowsOf(release: Release, table: TableName, columns?: readonly string[]): AsyncGenerator<Row> {
    const file = await this.#part(release, table);
    if (file !== undefined) {
      yield* file.read(columns);
    }
  }

  async #between(index: IndexName, from: string, to: string, options?: FindOptions): Promise<Row[]> {
    const segments = this.#segments(index, from, to);
    const found = await Promise.all(
      segments.map(async (segment) => {
        const file = await this.#segment(index, segment);
        return await Array.fromAsync(file.find({ column: "key", from, to }, options));
      }),
    );
    const rows = found.flat().filter(({ shard }) => !this.#dropped.has(String(shard)));
    return segments.length < 2 ? rows : rows.sort((left, right) => compareText(keyOf(left), keyOf(right)));
  }

  #segments(index: IndexName, from: string, to: string): Segment[] {
    return this.graph.layers
      .flatMap(({ indexes }) => indexes[index] ?? [])
      .filter((segment) => compareText(segment.from, to) <= 0 && compareText(from, segment.to) <= 0);
  }

  #segment(index: IndexName, segment: Segment): Promise<TableFile> {
    return this.#file(segmentKey(index, segment.digest), segment);
  }

  async #part({ shard, parts }: Release, table: TableName): Promise<TableFile | undefined> {
    const facts = parts[table];
    return facts && (await this.#file(partKey(table, shard), facts));
  }

  #file(key: string, facts: Parameters<typeof TableFile.open>[2]): Promise<TableFile> {
    const known = this.#files.get(key);
    if (known !== undefined) {
      return known;
    }
    const opening = TableFile.open(this.#reader, key, facts);
    this.#files.set(key, opening);
    opening.catch(() => this.#files.delete(key));
    return opening;
  }
}

function keyOf({ key }: Row): string {
  return String(key);
}

function releaseOf(row: Row): Release {
  return {
    ...{ distribution: String(row.distribution), version: String(row.version), shard: String(row.shard) },
    ...{ python: String(row.python), importNames: textsOf(row.import_names) },
    ...{ modules: Number(row.modules), nodes: Number(row.nodes), problems: Number(row.problems) },
    parts: parsePartsText(String(row.parts)),
  };
}

function textsOf(cell: Cell | undefined): readonly string[] {
  return (cell ?? []) as readonly string[];
}
