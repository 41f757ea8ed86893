import { InputError } from "../errors/input-error.ts";

/** Where objects are read from, whole or in parts: a folder, a bucket, a server of files. */
export interface ObjectReader {
  /** How a person names it. */
  readonly address: string;
  /** Where in an object all that is read lies, for a person; undefined: it is read from its beginning. */
  readonly place?: string;
  /** A small object; undefined when there is none. */
  read(key: string): Promise<Uint8Array | undefined>;
  /**
   * Some bytes of an object; fewer where it ends before, undefined when there is no such object.
   *
   * @param start of the first byte, from 0
   * @param end behind the last byte
   */
  readRange(key: string, start: number, end: number): Promise<Uint8Array | undefined>;
}

/** A file of a graph that is missing, damaged, cut off or another one than what leads to it says. */
export class DamagedFileError extends InputError {
  override name = "DamagedFileError";
}

/**
 * Reads what lies whole in another object as if it were one of its own.
 *
 * @param within where; undefined: it is one of its own
 */
export function readerWithin(reader: ObjectReader, within: { start: number } | undefined): ObjectReader {
  if (within === undefined) {
    return reader;
  }
  const { start: first } = within;
  return {
    address: reader.address,
    place: `in the part that begins at byte ${first}`,
    read: async (key) => (await reader.read(key))?.subarray(first),
    readRange: (key, start, end) => reader.readRange(key, first + start, first + end),
  };
}

export function damaged(reader: ObjectReader, key: string, message: string): DamagedFileError {
  return new DamagedFileError({
    place: { file: `${reader.address}/${key}` },
    message: reader.place === undefined ? message : `${reader.place}: ${message}`,
    fix: "`./scripts/importgraph store verify` tells what else is damaged; `./scripts/importgraph store repair` sets it aside, and `./scripts/importgraph merge` makes it again",
  });
}
