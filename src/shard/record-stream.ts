/**
 * The records of a shard out of its unpacked bytes, each checked, wherever these come from. Runs in a browser, too.
 */

import { InputError } from "../errors/input-error.ts";
import { checkRecord, recordName } from "./check-record.ts";
import { excerpt } from "./excerpt.ts";
import { LineSplitter, LineTooLongError } from "./lines.ts";
import { type End, MAX_LINE_BYTES, SHARD_FORMAT, type ShardRecord, strictSchemas } from "./records.ts";

/** A record with the number of its line, from 1. */
export interface ReadRecord {
  record: ShardRecord;
  line: number;
}

/**
 * Reads records from the header, which comes first, to the end, which comes last. Fields and kinds of records that this
 * version doesn't know are let pass.
 *
 * @param file what errors call the shard
 * @param chunks the lines, unpacked
 * @throws InputError that names file, line, what was found and what was expected
 */
export async function* recordsOf(
  file: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<ReadRecord> {
  const splitter = new LineSplitter(MAX_LINE_BYTES);
  const sequence = new RecordSequence();
  for await (const chunk of chunks) {
    for (const text of linesOf(file, splitter, chunk)) {
      const record = atLine(file, splitter.lines, () => sequence.take(text));
      if (record !== undefined) {
        yield { record, line: splitter.lines };
      }
    }
  }
  if (splitter.isInsideLine || !sequence.isEnded) {
    throw refused(
      file,
      splitter.lines + 1,
      "the file is cut off: found its end, expected more lines up to an end record",
    );
  }
}

/** Of more than this a shard is not unpacked, unless somebody says otherwise. */
const MOST_UNPACKED_BYTES = 1024 ** 3;

/**
 * Lets chunks pass as long as they are not too many.
 *
 * @throws InputError for more than `maxBytes`
 */
export async function* boundedChunks(
  file: string,
  chunks: AsyncIterable<Uint8Array>,
  maxBytes = MOST_UNPACKED_BYTES,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw refused(file, undefined, `found more than ${maxBytes} bytes when unpacked, expected a shard`);
    }
    yield chunk;
  }
}

/** What a file begins with that is packed by gzip (RFC 1952). */
export function isGzip(begin: Uint8Array): boolean {
  return begin[0] === 0x1f && begin[1] === 0x8b;
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

function* linesOf(file: string, splitter: LineSplitter, chunk: Uint8Array): Generator<string> {
  try {
    yield* splitter.push(chunk);
  } catch (error) {
    if (error instanceof LineTooLongError) {
      const message = `found a line of more than ${MAX_LINE_BYTES} bytes, expected a shard`;
      throw refused(file, splitter.lines + 1, message, error);
    }
    if (error instanceof TypeError) {
      throw refused(file, splitter.lines, "found bytes that are not UTF-8, expected text", error);
    }
    throw error;
  }
}

function atLine<T>(file: string, line: number, take: () => T): T {
  try {
    return take();
  } catch (error) {
    throw error instanceof UnexpectedLine ? refused(file, line, error.message, error) : error;
  }
}

/** The error of a file that is no whole shard. */
export function refused(
  file: string,
  line: number | undefined,
  message: string,
  cause?: unknown,
): InputError {
  const place = line === undefined ? { file } : { file, line };
  return new InputError(
    { place, message, fix: "explore the package again, or fetch the file again" },
    { cause },
  );
}
