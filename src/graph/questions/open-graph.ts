/** A graph that can be asked, over whatever its files are read from. Runs in a browser, too. */

import type { PartFacts } from "../../page/checks.ts";
import type { Row } from "../../page/columns.ts";
import type { Graph, GraphRelease, IndexName, Segment } from "../../page/graph-document.ts";
import { fileOfPart, segmentKey } from "../../page/graph-keys.ts";
import { damaged, type ObjectReader, readerWithin } from "../../page/object-reader.ts";
import { RecordsFile } from "../../page/records-file.ts";
import { SegmentFile } from "../../page/segment-file.ts";
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
}

/** A release, and what leads to its parts. */
export interface ReleaseParts extends Release {
  parts: Parts;
}

/** Behind every text that begins with what stands before it. */
const LAST = "\u{10ffff}";

export class OpenGraph {
  readonly graph: Graph;
  readonly #reader: ObjectReader;
  readonly #dropped: ReadonlySet<string>;
  readonly #releases: readonly Release[];
  readonly #segments = new Map<string, SegmentFile>();
  readonly #parts = new Map<string, Promise<TableFile>>();
  readonly #records = new Map<string, PartFacts>();
  readonly #recordFiles = new Map<string, Promise<RecordsFile>>();
  readonly #partsOf = new Map<string, Promise<Parts>>();

  constructor(reader: ObjectReader, graph: Graph) {
    this.graph = graph;
    this.#reader = reader;
    this.#dropped = new Set(graph.dropped);
    this.#releases = graph.releases.map(([distribution, version, python, shard, importNames, records]) => {
      this.#records.set(shard, recordsFacts(graph, records));
      return { distribution, version, python, shard, importNames };
    });
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
  rowsNear(index: IndexName, prefix: string): number {
    const [from, to] = [prefix, `${prefix}${LAST}`];
    return this.#segmentsFor(index, from, to).reduce((sum, segment) => sum + segment.rowsNear(from, to), 0);
  }

  /** All releases that the graph has, by name. Asks nobody, as all that graph.json tells. */
  releases(): readonly Release[] {
    return this.#releases;
  }

  /** The releases of one distribution that the graph has. */
  releasesOf(distribution: string): Release[] {
    return this.#releases.filter((release) => release.distribution === distribution);
  }

  /** Whether there is a release that is imported by a name. */
  isImportName(name: string): boolean {
    return this.#releases.some(({ importNames }) => importNames.includes(name));
  }

  /** All releases, with what leads to their parts. */
  async releaseParts(): Promise<ReleaseParts[]> {
    const rows = await this.#between("distributions", "", LAST, { columns: PARTS_COLUMNS });
    const parts = new Map(rows.map((row) => [row.shard, parsePartsText(String(row.parts))]));
    return this.#releases.map((release) => ({ ...release, parts: parts.get(release.shard) ?? {} }));
  }

  /** The rows of a release in a table whose id is `id`. */
  async rowsOf(release: Release, table: TableName, id: string, columns?: readonly string[]): Promise<Row[]> {
    const file = await this.#part(release, table);
    const range = { column: "id", from: id, to: id };
    return file === undefined ? [] : await Array.fromAsync(file.find(range, columns && { columns }));
  }

  /**
   * The rows of a release in a table of which something holds.
   *
   * @param by the columns whose cells `isWanted` gets
   */
  async *rowsWhere(
    release: Release,
    table: TableName,
    ...[by, isWanted, columns]: Parameters<TableFile["select"]>
  ): AsyncGenerator<Row> {
    const file = await this.#part(release, table);
    if (file !== undefined) {
      yield* file.select(by, isWanted, columns);
    }
  }

  /** All rows of a release in a table. */
  async *allRowsOf(release: Release, table: TableName, columns?: readonly string[]): AsyncGenerator<Row> {
    const file = await this.#part(release, table);
    if (file !== undefined) {
      yield* file.read(columns);
    }
  }

  /** The records of a release's objects; undefined where the graph does not have it. */
  async recordsOf({ shard }: Pick<Release, "shard">): Promise<RecordsFile | undefined> {
    const facts = this.#records.get(shard);
    return (
      facts &&
      (await kept(this.#recordFiles, shard, () =>
        RecordsFile.open(
          readerWithin(this.#reader, facts.within),
          fileOfPart("records", shard, facts),
          facts,
        ),
      ))
    );
  }

  async #between(index: IndexName, from: string, to: string, options?: FindOptions): Promise<Row[]> {
    const segments = this.#segmentsFor(index, from, to);
    const found = await Promise.all(segments.map((segment) => segment.find(from, to, options)));
    const rows = found.flat().filter(({ shard }) => !this.#dropped.has(String(shard)));
    return segments.length < 2 ? rows : rows.sort((left, right) => compareText(keyOf(left), keyOf(right)));
  }

  /** The segments that may have a key of a range. */
  #segmentsFor(index: IndexName, from: string, to: string): SegmentFile[] {
    return this.graph.layers
      .flatMap(({ indexes }) => indexes[index] ?? [])
      .filter(
        ({ groups: [first], to: last }) =>
          compareText(first?.[0] ?? "", to) <= 0 && compareText(from, last) <= 0,
      )
      .map((segment) => this.#segment(index, segment));
  }

  #segment(index: IndexName, segment: Segment): SegmentFile {
    const key = segmentKey(index, segment.digest);
    const file = this.#segments.get(key) ?? new SegmentFile(this.#reader, key, segment);
    this.#segments.set(key, file);
    return file;
  }

  async #part(release: Release, table: TableName): Promise<TableFile | undefined> {
    const facts = (await this.#partsOfRelease(release))[table];
    if (facts === undefined) {
      return undefined;
    }
    const { shard } = release;
    return await kept(this.#parts, `${table} ${shard}`, () =>
      TableFile.open(readerWithin(this.#reader, facts.within), fileOfPart(table, shard, facts), facts),
    );
  }

  #partsOfRelease({ distribution, shard }: Release): Promise<Parts> {
    return kept(this.#partsOf, shard, async () => {
      const rows = await this.withKey("distributions", distribution, { columns: PARTS_COLUMNS });
      const row = rows.find((one) => one.shard === shard);
      if (row === undefined) {
        throw damaged(
          this.#reader,
          "indexes/distributions",
          `it has no row of the shard ${shard}, though the graph has it`,
        );
      }
      return parsePartsText(String(row.parts));
    });
  }
}

/** What leads to the records of a release, as graph.json tells it. */
function recordsFacts({ packs }: Graph, facts: GraphRelease[5]): PartFacts {
  const [bytes, tailBytes, tailCheck, rows, place, start] = facts;
  const [pack] = (place === undefined ? undefined : packs[place]?.files.records) ?? [];
  const within = pack === undefined || start === undefined ? {} : { within: { pack, start } };
  return { bytes, tailBytes, tailCheck, rows, ...within };
}

const PARTS_COLUMNS = ["key", "shard", "parts"] as const;

/** What was made before, else what is made now: unless that fails, for who asks again. */
function kept<T>(all: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = all.get(key);
  if (known !== undefined) {
    return known;
  }
  const making = make();
  all.set(key, making);
  making.catch(() => all.delete(key));
  return making;
}

function keyOf({ key }: Row): string {
  return String(key);
}
