/** Shards out of bytes, or a stream of them, as browsers have them; without anything that only Node has. */

import { collectShard } from "./collect-shard.ts";
import { boundedChunks, isGzip, recordsOf, refused } from "./record-stream.ts";
import type { ShardRecord } from "./records.ts";
import { indexShard, type Shard } from "./shard.ts";

/** The bytes of a shard, packed by gzip or not, or a stream of them, such as the body of an answer. */
export type ShardSource = Uint8Array | ReadableStream<Uint8Array>;

export interface SourceOptions {
  /** What errors call the shard. Default: "shard". */
  name?: string;
  /** One that unpacks to more than this is refused. Default 1 GiB. */
  maxBytes?: number;
}

/**
 * Reads a shard record by record, and checks each. What it gave before it threw is of no use: a shard is whole or refused.
 *
 * @throws InputError that names the line, what was found and what was expected, for one that is cut off, damaged, written by
 *   a newer version, or no shard at all
 */
export async function* readShardSource(
  source: ShardSource,
  { name = "shard", maxBytes }: SourceOptions = {},
): AsyncGenerator<ShardRecord> {
  const chunks = boundedChunks(name, unpackedChunks(name, chunksOf(source)), maxBytes);
  for await (const { record } of recordsOf(name, chunks)) {
    yield record;
  }
}

/**
 * Reads a whole shard into memory. It has no digest: browsers make none of a stream.
 *
 * @throws InputError as {@link readShardSource}, and for a shard whose records contradict one another
 */
export async function openShardSource(source: ShardSource, options: SourceOptions = {}): Promise<Shard> {
  const { name = "shard" } = options;
  return indexShard(await collectShard(name, withoutLines(readShardSource(source, options))));
}

async function* withoutLines(records: AsyncIterable<ShardRecord>): AsyncGenerator<{ record: ShardRecord }> {
  for await (const record of records) {
    yield { record };
  }
}

async function* chunksOf(source: ShardSource): AsyncGenerator<Uint8Array> {
  if (!(source instanceof ReadableStream)) {
    yield source;
    return;
  }
  // Not every browser lets a stream be iterated.
  const reader = source.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      yield next.value;
    }
  } finally {
    // Nobody waits for the rest where reading ended before.
    await reader.cancel().catch(() => undefined);
  }
}

/** Servers unpack what they send, or don't: what it is tells its beginning. */
async function* unpackedChunks(name: string, chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  let begin = new Uint8Array();
  for (let next = await chunks.next(); ; next = await chunks.next()) {
    const chunk = next.done ? new Uint8Array() : next.value;
    begin = joined(begin, chunk);
    if (begin.length >= 2 || next.done) {
      break;
    }
  }
  const whole = withBegin(begin, chunks);
  if (!isGzip(begin)) {
    yield* whole;
    return;
  }
  let failure: { cause: unknown } | undefined;
  const packed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { done, value } = await whole.next().catch((cause: unknown) => {
        failure = { cause };
        throw cause;
      });
      if (done) {
        controller.close();
      } else {
        controller.enqueue(value as Uint8Array<ArrayBuffer>);
      }
    },
    async cancel() {
      await whole.return(undefined);
    },
  });
  try {
    yield* chunksOf(packed.pipeThrough(new DecompressionStream("gzip")));
  } catch (error) {
    if (failure !== undefined) {
      throw failure.cause;
    }
    throw refused(name, undefined, "the compressed file is damaged or cut off", error);
  }
}

async function* withBegin(begin: Uint8Array, chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield begin;
    yield* chunks;
  } finally {
    await chunks.return(undefined);
  }
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(left.length + right.length);
  whole.set(left);
  whole.set(right, left.length);
  return whole;
}
