import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { InputError } from "../errors/input-error.ts";
import { boundedChunks, isGzip, type ReadRecord, recordsOf, refused } from "./record-stream.ts";

const CHUNK_BYTES = 1024 * 1024;

export interface ReadOptions {
  /** Gets the SHA-256 of the uncompressed lines when all has been read. */
  onDigest?: (digest: string) => void;
  /** A file that unpacks to more than this is refused. Default 1 GiB. */
  maxBytes?: number;
  signal?: AbortSignal;
}

/**
 * Reads a shard, compressed or not, record by record, and checks each: from the header, which comes first, to the
 * end, which comes last. Fields and kinds of records that this version doesn't know are let pass.
 *
 * What it gave before it threw is of no use: a shard is whole or refused.
 *
 * @throws InputError that names file, line, what was found and what was expected, for a file that is missing, cut off,
 *   damaged, written by a newer version, or no shard at all
 */
export function readShard(path: string, options: ReadOptions = {}): AsyncGenerator<ReadRecord> {
  return recordsOf(path, fileChunks(path, options));
}

async function* fileChunks(
  path: string,
  { onDigest, maxBytes, signal }: ReadOptions,
): AsyncGenerator<Uint8Array> {
  const file = await openFile(path);
  try {
    const hash = createHash("sha256");
    for await (const chunk of boundedChunks(path, unpackedChunks(path, file), maxBytes)) {
      signal?.throwIfAborted();
      hash.update(chunk);
      yield chunk;
    }
    onDigest?.(hash.digest("hex"));
  } finally {
    await file.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const message = code === "ENOENT" ? "there is no such shard" : `the shard cannot be read (${code})`;
    throw new InputError({ place: { file: path }, message }, { cause: error });
  }
}

async function* unpackedChunks(path: string, file: FileHandle): AsyncGenerator<Uint8Array> {
  const { buffer: magic, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
  if (bytesRead < 2 || !isGzip(magic)) {
    yield* packedChunks(file);
    return;
  }
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  const feeding = pipeline(packedChunks(file), gunzip);
  // Its errors come out of the iteration too.
  feeding.catch(() => undefined);
  try {
    yield* gunzip as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw explainUnpacking(path, error);
  }
  // zlib lets zeros pass that follow the compressed data.
  const { size } = await file.stat();
  if (gunzip.bytesWritten < size) {
    throw refused(path, undefined, "found bytes after the compressed data, expected the file to stop there");
  }
}

async function* packedChunks(file: FileHandle): AsyncGenerator<Uint8Array> {
  for (let position = 0; ; ) {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, position);
    if (bytesRead === 0) {
      return;
    }
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function explainUnpacking(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (!code.startsWith("Z_")) {
    return error;
  }
  const message =
    code === "Z_BUF_ERROR" ? "the compressed file is cut off" : `the compressed file is damaged (${code})`;
  return refused(path, undefined, message, error);
}
