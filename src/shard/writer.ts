import { createHash, type Hash } from "node:crypto";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setImmediate } from "node:timers/promises";
import { createGzip } from "node:zlib";
import { writeWholeFile } from "../files/whole-file.ts";
import { canonicalLine, compareText } from "./canonical.ts";
import { entryPointKey, importKey, problemKey, requirementKey, useKey } from "./order.ts";
import type { ShardContent, ShardRecord } from "./records.ts";
import { foreignKey } from "./references.ts";

/** A shard as it lies on the disk. */
export interface WrittenShard {
  /** Identity of the content: SHA-256 of the uncompressed lines, hexadecimal. */
  digest: string;
  /** Size of the compressed file. */
  sizeBytes: number;
}

// Long enough that hashing, compressing and writing don't cost by the line.
const BATCH_CHARACTERS = 256 * 1024;
// Batches are made while others are compressed, which another thread does.
const BATCHES_AHEAD = 4;
// The usual level, 6, takes a third more time for 3 % less of a shard.
const GZIP = { level: 5, chunkSize: BATCH_CHARACTERS, highWaterMark: BATCHES_AHEAD * BATCH_CHARACTERS };

/**
 * Writes a shard, compressed, whole or not at all: to a temporary file beside it that is renamed when all is on the
 * disk.
 *
 * Equal content gives equal bytes, in whatever order it is given.
 *
 * @throws InputError where the disk is full or may not be written to
 */
export async function writeShard(
  path: string,
  content: ShardContent,
  options: { signal?: AbortSignal } = {},
): Promise<WrittenShard> {
  return await writeWholeFile(path, (temporary) => writeLines(temporary, content, options.signal));
}

/** The lines of a shard in canonical order, without line feeds. */
export function* shardLines(content: ShardContent): Generator<string> {
  yield canonicalLine(content.header);
  yield* sortedLines(content.nodes, (node) => node.id);
  yield* sortedLines(content.externals, (external) => foreignKey(external.ref));
  yield* sortedLines(content.entryPoints, entryPointKey);
  yield* sortedLines(content.imports, importKey);
  yield* sortedLines(content.uses, useKey);
  yield* sortedLines(content.requirements, requirementKey);
  yield* sortedLines(content.problems, problemKey);
  yield canonicalLine({ record: "end", nodes: content.nodes.length, problems: content.problems.length });
}

function* sortedLines<T extends ShardRecord>(
  records: readonly T[],
  keyOf: (record: T) => string,
): Generator<string> {
  const keyed = records.map((record) => ({ key: keyOf(record), record }));
  keyed.sort((a, b) => compareText(a.key, b.key));
  for (const { record } of keyed) {
    yield canonicalLine(record);
  }
}

async function writeLines(path: string, content: ShardContent, signal?: AbortSignal): Promise<WrittenShard> {
  const file = await open(path, "wx");
  try {
    const hash = createHash("sha256");
    const batches = Readable.from(hashedBatches(shardLines(content), hash), {
      objectMode: false,
      highWaterMark: BATCHES_AHEAD * BATCH_CHARACTERS,
    });
    let sizeBytes = 0;
    const save = async (chunks: AsyncIterable<Uint8Array>) => {
      for await (const chunk of chunks) {
        await file.writeFile(chunk);
        sizeBytes += chunk.length;
      }
    };
    await pipeline(batches, createGzip(GZIP), save, { ...(signal && { signal }) });
    await file.sync();
    return { digest: hash.digest("hex"), sizeBytes };
  } finally {
    await file.close();
  }
}

async function* hashedBatches(lines: Iterable<string>, hash: Hash): AsyncGenerator<Buffer> {
  let batch = "";
  for (const line of lines) {
    batch += `${line}\n`;
    if (batch.length >= BATCH_CHARACTERS) {
      yield hashed(batch, hash);
      batch = "";
      // Else the next batch is made before the compressor's thread gets the one after its own.
      await setImmediate();
    }
  }
  if (batch !== "") {
    yield hashed(batch, hash);
  }
}

function hashed(text: string, hash: Hash): Buffer {
  const bytes = Buffer.from(text, "latin1");
  hash.update(bytes);
  return bytes;
}
