import type { SchemaElement } from "hyparquet";
import { ByteWriter, type ColumnSource, ParquetWriter } from "hyparquet-writer";
import { ABOUT_KEY, CHECKS_KEY, checksOf, crc32, type FileFacts } from "../../page/checks.ts";
import type { Cell, Column, NewRow } from "../../page/columns.ts";

/** A Parquet file, and what whoever leads to it has to know. */
export interface ParquetBytes extends FileFacts {
  content: Uint8Array;
}

/** Small enough that looking up one row over HTTP costs little. */
const PAGE_BYTES = 16 * 1024;

/** Of smallest and largest values: ids of one package begin alike. */
const STATISTICS_BYTES = 256;

/**
 * Writes rows, which come sorted, as a Parquet file in memory: the same rows give the same bytes.
 *
 * @param columns the order in which they are written
 * @param options.groupRows how many rows a row group has
 * @param options.about what the file is of, for who meets it without what leads to it
 */
export class TableWriter {
  readonly #columns: readonly Column[];
  readonly #groupRows: number;
  readonly #about: string;
  readonly #bytes = new ByteWriter(PAGE_BYTES);
  readonly #parquet: ParquetWriter;
  #pending: Cell[][];
  #rows = 0;

  constructor(columns: readonly Column[], { groupRows, about }: { groupRows: number; about: string }) {
    this.#columns = columns;
    this.#groupRows = groupRows;
    this.#about = about;
    this.#pending = columns.map(() => []);
    this.#parquet = new ParquetWriter({
      writer: this.#bytes,
      schema: schemaOf(columns),
      statisticsTruncateLength: STATISTICS_BYTES,
      createdBy: "importgraph",
    });
  }

  get rows(): number {
    return this.#rows;
  }

  add(row: NewRow): void {
    for (let index = 0; index < this.#columns.length; index++) {
      this.#pending[index]?.push(row[(this.#columns[index] as Column).name] ?? null);
    }
    this.#rows += 1;
    if (this.#rows % this.#groupRows === 0) {
      this.#flush();
    }
  }

  finish(): ParquetBytes {
    if (this.#rows % this.#groupRows !== 0) {
      this.#flush();
    }
    const dataBytes = this.#bytes.offset;
    this.#parquet.kvMetadata = [
      { key: ABOUT_KEY, value: this.#about },
      { key: CHECKS_KEY, value: checksOf(this.#bytes.getBytes()) },
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
    this.#parquet.write({ columnData, rowGroupSize: size, pageSize: PAGE_BYTES });
    this.#pending = this.#columns.map(() => []);
  }
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
