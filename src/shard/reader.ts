import { createHash, type Hash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { InputError } from "../errors/input-error.ts";
import { checkRecord, excerpt, recordName } from "./check-record.ts";
import { LineSplitter, LineTooLongError } from "./lines.ts";
import { type End, MAX_LINE_BYTES, SHARD_FORMAT, type ShardRecord, strictSchemas } from "./records.ts";

const CHUNK_BYTES = 1024 * 1024;

/** A record with the number of its line, from 1. */
export interface ReadRecord {
  record: ShardRecord;
  line: number;
}

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
export async function* readShard(path: string, options: ReadOptions = {}): AsyncGenerator<ReadRecord> {
  const file = await openFile(path);
  try {
    const splitter = new LineSplitter(MAX_LINE_BYTES);
    const sequence = new RecordSequence();
    const hash = createHash("sha256");
    for await (const chunk of boundedChunks(path, file, hash, options)) {
      for (const text of linesOf(path, splitter, chunk)) {
        const record = atLine(path, splitter.lines, () => sequence.take(text));
        if (record !== undefined) {
          yield { record, line: splitter.lines };
        }
      }
    }
    if (splitter.isInsideLine || !sequence.isEnded) {
      throw refused(
        path,
        splitter.lines + 1,
        "the file is cut off: found its end, expected more lines up to an end record",
      );
    }
    options.onDigest?.(hash.digest("hex"));
  } finally {
    await file.close();
  }
}

/** What a line may be, given the lines before it. */
class RecordSequence {
  #lines = 0;
  #nodes = 0;
  #problems = 0;
  #ended = false;

  get isEnded(): boolean {
    return this.#ended;
  }

  /** The record of the next line; undefined for a kind of record that this version doesn't know. */
  take(text: string): ShardRecord | undefined {
    this.#lines += 1;
    if (this.#ended) {
      throw new UnexpectedLine("found a line after the end record, expected the file to stop there");
    }
    const value = parseLine(text);
    const name = recordName(value);
    if ((name === "header") !== (this.#lines === 1)) {
      throw new UnexpectedLine(
        this.#lines === 1
          ? `found ${excerpt(value)}, expected a shard's header`
          : "found a second header, expected only the first line to be one",
      );
    }
    if (name === "header") {
      refuseNewerFormat(value);
    } else if (name !== undefined && !Object.hasOwn(strictSchemas, name)) {
      return undefined;
    }
    const check = checkRecord(value, "loose");
    if (!check.ok) {
      throw new UnexpectedLine(check.message);
    }
    this.#count(check.record);
    return check.record;
  }

  #count(record: ShardRecord): void {
    if (record.record === "node") {
      this.#nodes += 1;
    } else if (record.record === "problem") {
      this.#problems += 1;
    } else if (record.record === "end") {
      this.#checkCounts(record);
      this.#ended = true;
    }
  }

  #checkCounts(end: End): void {
    const found = `${this.#nodes} nodes and ${this.#problems} problems`;
    const expected = `${end.nodes} and ${end.problems}`;
    if (end.nodes !== this.#nodes || end.problems !== this.#problems) {
      throw new UnexpectedLine(`found ${found} in this file, expected ${expected} as its end record says`);
    }
  }
}

/** A line that can't stand where it stands; whoever knows the file turns it into an InputError. */
class UnexpectedLine extends Error {
  override name = "UnexpectedLine";
}

function parseLine(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnexpectedLine(`found ${excerpt(text)}, expected one JSON object`);
  }
}

function refuseNewerFormat(header: unknown): void {
  const { format } = header as { format?: unknown };
  if (typeof format === "number" && format > SHARD_FORMAT) {
    throw new UnexpectedLine(
      `found format ${format}, expected at most ${SHARD_FORMAT}: it was written by a newer importgraph`,
    );
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

async function* boundedChunks(
  path: string,
  file: FileHandle,
  hash: Hash,
  { maxBytes = 1024 ** 3, signal }: ReadOptions,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of unpackedChunks(path, file)) {
    signal?.throwIfAborted();
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw refused(path, undefined, `found more than ${maxBytes} bytes when unpacked, expected a shard`);
    }
    hash.update(chunk);
    yield chunk;
  }
}

async function* unpackedChunks(path: string, file: FileHandle): AsyncGenerator<Uint8Array> {
  const { buffer: magic, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
  if (bytesRead < 2 || magic.readUInt16BE() !== 0x1f8b) {
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

function* linesOf(path: string, splitter: LineSplitter, chunk: Uint8Array): Generator<string> {
  try {
    yield* splitter.push(chunk);
  } catch (error) {
    if (error instanceof LineTooLongError) {
      const message = `found a line of more than ${MAX_LINE_BYTES} bytes, expected a shard`;
      throw refused(path, splitter.lines + 1, message, error);
    }
    if (error instanceof TypeError) {
      throw refused(path, splitter.lines, "found bytes that are not UTF-8, expected text", error);
    }
    throw error;
  }
}

function atLine<T>(path: string, line: number, take: () => T): T {
  try {
    return take();
  } catch (error) {
    throw error instanceof UnexpectedLine ? refused(path, line, error.message, error) : error;
  }
}

function refused(path: string, line: number | undefined, message: string, cause?: unknown): InputError {
  const place = line === undefined ? { file: path } : { file: path, line };
  return new InputError(
    { place, message, fix: "explore the package again, or fetch the file again" },
    { cause },
  );
}
