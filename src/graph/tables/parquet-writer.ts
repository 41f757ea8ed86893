import { gzipSync } from "node:zlib";
import type { SchemaElement } from "hyparquet";
import { ByteWriter, type ColumnSource, ParquetWriter } from "hyparquet-writer";
import { writeMetadata } from "hyparquet-writer/src/metadata.js";
import { ABOUT_KEY, CHECKS_KEY, checksOf, crc32, type FileFacts } from "../../page/checks.ts";
import type { Cell, Column, NewRow } from "../../page/columns.ts";
import type { SegmentGroup } from "../../page/graph-document.ts";
import { compareText } from "../../shard/canonical.ts";

/** A Parquet file, and what whoever leads to it has to know. */
export interface ParquetBytes extends FileFacts {
  content: Uint8Array;
}

export interface TableWriterOptions {
  /** How many rows a row group has; one that is ended by `endGroup` may have fewer. */
  groupRows: number;
  /** What the file is of, for who meets it without what leads to it. */
  about: string;
  /** Each row group ends with a footer of its own, so that it can be read without that of the file. */
  hasGroupFooters?: boolean;
  /** Row groups are read whole, and packed more tightly than pages that are to be unpacked in a browser. */
  isPacked?: boolean;
}

/** What Parquet's files end with, and so do footers of row groups: `PAR1`. */
export const MARK = 0x31524150;

/** Small enough that looking up one row over HTTP costs little. */
const PAGE_BYTES = 16 * 1024;

/** Of row groups that are read whole. */
const WHOLE_BYTES = 1024 * 1024;

/** Of smallest and largest values: ids of one package begin alike. */
export const STATISTICS_BYTES = 256;

/**
 * Writes rows, which come sorted, as a Parquet file in memory: the same rows give the same bytes.
 *
 * @param columns the order in which they are written
 */
export class TableWriter {
  readonly #columns: readonly Column[];
  readonly #options: TableWriterOptions;
  readonly #bytes = new ByteWriter(PAGE_BYTES);
  readonly #parquet: ParquetWriter;
  #pending: Cell[][];
  #rows = 0;
  readonly #groups: SegmentGroup[] = [];
  #lastKey: string | undefined;

  constructor(columns: readonly Column[], options: TableWriterOptions) {
    this.#columns = columns;
    this.#options = options;
    this.#pending = columns.map(() => []);
    this.#parquet = new ParquetWriter({
      writer: this.#bytes,
      schema: schemaOf(columns),
      statisticsTruncateLength: STATISTICS_BYTES,
      createdBy: "importgraph",
      ...(options.isPacked === true && { codec: "GZIP", compressors: { GZIP: (bytes) => gzipSync(bytes) } }),
    });
  }

  get rows(): number {
    return this.#rows;
  }

  /** Where the row groups are that have footers of their own. */
  get groups(): SegmentGroup[] {
    return this.#groups;
  }

  add(row: NewRow): void {
    for (let index = 0; index < this.#columns.length; index++) {
      this.#pending[index]?.push(row[(this.#columns[index] as Column).name] ?? null);
    }
    this.#rows += 1;
    if (this.#pending[0]?.length === this.#options.groupRows) {
      this.endGroup();
    }
  }

  /** Ends the row group, if it has any rows: the next row begins another one. */
  endGroup(): void {
    if (this.#pending[0]?.length !== 0) {
      this.#flush();
    }
  }

  /** @param said what the file says of itself besides what all do */
  finish(said: readonly { key: string; value: string }[] = []): ParquetBytes {
    this.endGroup();
    const dataBytes = this.#bytes.offset;
    this.#parquet.kvMetadata = [
      { key: ABOUT_KEY, value: this.#options.about },
      { key: CHECKS_KEY, value: checksOf(this.#bytes.getBytes()) },
      ...said,
    ];
    this.#parquet.finish();
    const content = this.#bytes.getBytes();
    return {
      content,
      bytes: content.length,
      tailBytes: content.length - dataBytes,
      tailCheck: crc32(content.subarray(dataBytes)),
      rows: this.#rows,
    };
  }

  #flush(): void {
    const columnData = this.#columns.map(
      ({ name, isKey, isSorted, hasStatistics = isKey === true }, index): ColumnSource => ({
        name,
        data: this.#pending[index] ?? [],
        ...(isKey === true && { columnIndex: true }),
        // Each begins as the one before it does.
        ...((isKey ?? isSorted) === true && { encoding: "DELTA_BYTE_ARRAY" }),
        statistics: hasStatistics,
      }),
    );
    const size = columnData[0]?.data.length ?? 0;
    const start = this.#bytes.offset;
    const pageSize = this.#options.isPacked === true ? WHOLE_BYTES : PAGE_BYTES;
    this.#parquet.write({ columnData, rowGroupSize: size, pageSize });
    if (this.#options.hasGroupFooters === true) {
      const key = this.#columns.findIndex(({ isKey }) => isKey);
      this.#writeGroupFooter(start, this.#pending[key] ?? []);
    }
    this.#pending = this.#columns.map(() => []);
  }

  /** @param keys of its rows, sorted */
  #writeGroupFooter(start: number, keys: readonly Cell[]): void {
    const { schema, row_groups } = this.#parquet;
    const group = row_groups.at(-1);
    if (group === undefined) {
      return;
    }
    const columns = group.columns.map(({ file_offset, meta_data }) => {
      const { statistics: _bounds, ...metaData } = meta_data ?? {};
      return { file_offset, meta_data: metaData } as (typeof group.columns)[number];
    });
    const footer = { version: 2, schema, num_rows: group.num_rows, row_groups: [{ ...group, columns }] };
    writeMetadata(this.#bytes, { ...footer, metadata_length: 0 });
    this.#bytes.appendUint32(MARK);
    const end = this.#bytes.offset;
    const firstKey = String(keys[0]);
    this.#groups.push([
      this.#lastKey === undefined ? firstKey : separator(this.#lastKey, firstKey),
      end,
      crc32(this.#bytes.getBytes().subarray(start, end)),
    ]);
    this.#lastKey = String(keys.at(-1));
  }
}

/** The shortest beginning of `next` that is larger than `last`; `next` itself where these are the same. */
function separator(last: string, next: string): string {
  let beginning = "";
  for (const character of next) {
    beginning += character;
    if (compareText(beginning, last) > 0) {
      break;
    }
  }
  return beginning;
}

const PHYSICAL = {
  boolean: { type: "BOOLEAN" },
  int: { type: "INT32" },
  text: { type: "BYTE_ARRAY", converted_type: "UTF8" },
} as const satisfies Record<string, Partial<SchemaElement>>;

function schemaOf(columns: readonly Column[]): SchemaElement[] {
  return [{ name: "root", num_children: columns.length }, ...columns.flatMap(elementsOf)];
}

function elementsOf({ name, type, isRequired }: Column): SchemaElement[] {
  const repetition_type = isRequired === true ? "REQUIRED" : "OPTIONAL";
  switch (type) {
    case "texts":
    case "ints":
      return [
        { name, repetition_type, converted_type: "LIST", num_children: 1 },
        { name: "list", repetition_type: "REPEATED", num_children: 1 },
        {
          name: "element",
          repetition_type: "REQUIRED",
          ...(type === "texts" ? PHYSICAL.text : PHYSICAL.int),
        },
      ];
    default:
      return [{ name, repetition_type, ...PHYSICAL[type] }];
  }
}
