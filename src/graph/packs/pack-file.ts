/** Packs: parts of several shards in one file, so that there are fewer objects. */

import { type FileMetaData, parquetMetadata } from "hyparquet";
import { ByteWriter } from "hyparquet-writer";
import { writeMetadata } from "hyparquet-writer/src/metadata.js";
import { ABOUT_KEY } from "../../page/checks.ts";
import { columnNames } from "../../page/table-file.ts";
import { TABLES, TABLES_FORMAT, type TableName } from "../tables/columns.ts";
import { MARK, type ParquetBytes, STATISTICS_BYTES } from "../tables/parquet-writer.ts";

/**
 * Puts whole parts of one table one after another, and a footer behind them that has the row groups of all: a Parquet file
 * like any other for engines. Each part is in it byte for byte, with its own footer, page indexes and checks, so that it is
 * read there as it is where it is a file. The same parts give the same bytes.
 *
 * @param parts with the same columns
 * @returns `starts`: which byte each part begins at
 */
export function packBytes(
  table: TableName,
  parts: readonly ParquetBytes[],
): { content: Uint8Array; starts: number[] } {
  const writer = new ByteWriter();
  const starts: number[] = [];
  const footers: FileMetaData[] = [];
  for (const { content } of parts) {
    starts.push(writer.offset);
    footers.push(shifted(footerOf(content), BigInt(writer.offset)));
    writer.appendBytes(content);
  }
  const metadata: FileMetaData = {
    ...{ version: 2, schema: footers[0]?.schema ?? [], created_by: "importgraph", metadata_length: 0 },
    num_rows: footers.reduce((sum, { num_rows }) => sum + num_rows, 0n),
    row_groups: footers.flatMap(({ row_groups }) => row_groups),
    key_value_metadata: [{ key: ABOUT_KEY, value: `pack of ${table}, format ${TABLES_FORMAT}` }],
  };
  writeMetadata(writer, metadata, STATISTICS_BYTES);
  writer.appendUint32(MARK);
  return { content: writer.getBytes(), starts };
}

/** Whether a part has the columns that its table has now: an earlier version may have known fewer. */
export function hasColumnsOf(table: TableName, { content }: ParquetBytes): boolean {
  const names = TABLES[table].columns.map(({ name }) => name);
  return columnNames(footerOf(content)).join() === names.join();
}

function footerOf(content: Uint8Array): FileMetaData {
  // A copy: what lies among other bytes in memory would be read from their beginning.
  return parquetMetadata(new Uint8Array(content).buffer);
}

type RowGroup = FileMetaData["row_groups"][number];

/** A footer as that of a file in which all stands so many bytes later. */
function shifted(footer: FileMetaData, by: bigint): FileMetaData {
  return { ...footer, row_groups: footer.row_groups.map((group) => shiftedGroup(group, by)) };
}

/** Page indexes count from the beginning of their own part: only whoever reads that uses them. */
function shiftedGroup({ file_offset, columns, ...group }: RowGroup, by: bigint): RowGroup {
  return {
    ...group,
    ...(file_offset !== undefined && { file_offset: file_offset + by }),
    columns: columns.map(({ file_offset: offset, meta_data }) => ({
      file_offset: offset + by,
      ...(meta_data && {
        meta_data: {
          ...meta_data,
          data_page_offset: meta_data.data_page_offset + by,
          ...(meta_data.dictionary_page_offset !== undefined && {
            dictionary_page_offset: meta_data.dictionary_page_offset + by,
          }),
        },
      }),
    })),
  };
}
