import { type Entry, fromBufferPromise, type ZipFile } from "yauzl";
import { quoted } from "../errors/quoted.ts";

/** A zip file that does not hold exactly what it should; the message ends a sentence that begins with its name. */
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
  let archive: ZipFile | undefined;
  try {
    archive = await fromBufferPromise(zip, { lazyEntries: true, validateEntrySizes: true });
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
