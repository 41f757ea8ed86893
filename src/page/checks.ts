/**
 * How damage is found though only a few pages of a file are read: whoever leads to a file knows the CRC-32 of its tail,
 * and the tail has the CRC-32 of each block before it.
 */

/** So many bytes are read and checked together. */
export const BLOCK_BYTES = 16 * 1024;

/** Key of a file's own metadata under which the checks of its blocks stand. */
export const CHECKS_KEY = "importgraph.checks";

/** Key under which it stands what a file is of: of a part, its table and the digest of its shard. */
export const ABOUT_KEY = "importgraph.about";

/** What is known of a file before it is opened, by whoever leads to it. */
export interface FileFacts {
  bytes: number;
  /** From the page indexes on: these, the footer, its length and the mark at the end. */
  tailBytes: number;
  /** CRC-32 of the tail. */
  tailCheck: number;
  rows: number;
}

/** What leads to a part: a file of its own, or one that lies whole in a pack, whose places it counts from its own beginning. */
export interface PartFacts extends FileFacts {
  /** SHA-256 of the pack's file, and which of its bytes the first of the part is; undefined: a file of its own. */
  within?: { pack: string; start: number };
}

/** CRC-32 (ISO 3309) of some bytes, without sign. */
export function crc32(bytes: Uint8Array): number {
  return nativeCrc32?.(bytes) ?? ownCrc32(bytes);
}

/** Node's own, which is thirty times as fast; a browser has none. */
const nativeCrc32 = globalThis.process?.getBuiltinModule?.("node:zlib").crc32;

function ownCrc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc = (CRC_TABLE[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let crc = index;
  for (let bit = 0; bit < 8; bit++) {
    crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return crc;
});

/** The checks of all blocks of some bytes, as a text. */
export function checksOf(bytes: Uint8Array): string {
  const checks: string[] = [];
  for (let start = 0; start < bytes.length; start += BLOCK_BYTES) {
    checks.push(
      crc32(bytes.subarray(start, start + BLOCK_BYTES))
        .toString(16)
        .padStart(8, "0"),
    );
  }
  return checks.join("");
}

/** The checks that {@link checksOf} has made a text of; undefined for any other text. */
export function parseChecks(text: string): Uint32Array | undefined {
  if (!/^([0-9a-f]{8})*$/.test(text)) {
    return undefined;
  }
  return Uint32Array.from({ length: text.length / 8 }, (_, index) =>
    Number.parseInt(text.slice(index * 8, index * 8 + 8), 16),
  );
}
