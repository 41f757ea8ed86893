import { type Entry, fromBufferPromise, type ZipFile } from "yauzl";
import { quoted } from "../errors/quoted.ts";

/** A zip file that does not hold what it should; the message ends a sentence that begins with its name. */
export class BadArchive extends Error {
  override name = "BadArchive";
}

/**
 * The bytes of a zip file's only file. Nothing is unpacked to the disk, so the path in it is only compared; and nothing is
 * believed of the sizes that it claims.
 *
 * @throws BadArchive for a damaged file, other or further entries, and more bytes than `mostBytes`
 */
export async function onlyFile(zip: Buffer, name: string, mostBytes: number): Promise<Buffer> {
  return await inArchive(zip, async (archive) => {
    const entries: Entry[] = [];
    for await (const entry of archive.eachEntry()) {
      entries.push(entry);
      // The first that has no place there is told; the rest, of which there may be 65,535, is not looked at.
      if (entry.fileName !== name || entries.length > 1) {
        throw new BadArchive(
          entry.fileName === name
            ? `holds ${name} more than once`
            : `holds ${quoted(entry.fileName)}, expected only ${name}`,
        );
      }
    }
    const [entry] = entries;
    if (entry === undefined) {
      throw new BadArchive(`holds nothing, expected ${name}`);
    }
    return await bytesOf(archive, entry, mostBytes);
  });
}

/**
 * The bytes of the first file of a zip file whose path is one of those that are wanted, as {@link onlyFile} has them.
 *
 * @returns undefined where it has none
 * @throws BadArchive for a damaged file, and more bytes than `mostBytes`
 */
export async function fileWithin(
  zip: Buffer,
  isWanted: (path: string) => boolean,
  mostBytes: number,
): Promise<Buffer | undefined> {
  return await inArchive(zip, async (archive) => {
    for await (const entry of archive.eachEntry()) {
      if (isWanted(entry.fileName)) {
        return await bytesOf(archive, entry, mostBytes);
      }
    }
    return undefined;
  });
}

async function inArchive<T>(zip: Buffer, read: (archive: ZipFile) => Promise<T>): Promise<T> {
  let archive: ZipFile | undefined;
  try {
    archive = await fromBufferPromise(zip, { lazyEntries: true, validateEntrySizes: true });
    return await read(archive);
  } catch (error) {
    throw error instanceof BadArchive
      ? error
      : new BadArchive(`is damaged or no zip file: ${quoted(error instanceof Error ? error.message : "")}`);
  } finally {
    archive?.close();
  }
}

async function bytesOf(archive: ZipFile, entry: Entry, mostBytes: number): Promise<Buffer> {
  const tooLarge = new BadArchive(`unpacks to more than ${mostBytes} bytes`);
  if (entry.uncompressedSize > mostBytes) {
    throw tooLarge;
  }
  const stream = await archive.openReadStreamPromise(entry);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) {
      throw tooLarge;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
