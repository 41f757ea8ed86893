import type { FileMetaData } from "hyparquet";
import { BLOCK_BYTES, crc32, type FileFacts } from "./checks.ts";
import { parseTail } from "./table-file.ts";

/** Two marks, and the length of the footer. */
const FRAME_BYTES = 12;
/** What a file ends with: the length of its footer, and a mark. */
const END_BYTES = 8;
const MARK = 0x31524150;

/**
 * What whoever leads to a file has to know of it, from the file itself.
 *
 * @returns undefined for a file that is cut off, damaged, or not one of ours
 */
export function factsOf(content: Uint8Array): (FileFacts & { about: string }) | undefined {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const bytes = content.length;
  if (bytes < FRAME_BYTES || view.getUint32(bytes - 4, true) !== MARK) {
    return undefined;
  }
  const footerStart = bytes - END_BYTES - view.getUint32(bytes - END_BYTES, true);
  if (footerStart < 4) {
    return undefined;
  }
  try {
    const { metadata, checks, about } = parseTail(content.subarray(footerStart));
    const dataBytes = Math.min(footerStart, firstIndex(metadata));
    const isSound =
      checks?.length === Math.ceil(dataBytes / BLOCK_BYTES) &&
      checks.every((check, index) => {
        const start = index * BLOCK_BYTES;
        return crc32(content.subarray(start, Math.min(start + BLOCK_BYTES, dataBytes))) === check;
      });
    const tail = content.subarray(dataBytes);
    return isSound
      ? { bytes, tailBytes: tail.length, tailCheck: crc32(tail), rows: Number(metadata.num_rows), about }
      : undefined;
  } catch {
    // Whatever the parser of a damaged footer stumbles over.
    return undefined;
  }
}

/** Where the first page index begins, which the data ends before. */
function firstIndex({ row_groups }: FileMetaData): number {
  const offsets = row_groups
    .flatMap(({ columns }) => columns)
    .flatMap(({ column_index_offset, offset_index_offset }) => [column_index_offset, offset_index_offset]);
  return offsets.reduce<number>(
    (first, offset) => (offset === undefined ? first : Math.min(first, Number(offset))),
    Number.POSITIVE_INFINITY,
  );
}
