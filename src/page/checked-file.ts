import type { AsyncBuffer } from "hyparquet";
import { BLOCK_BYTES, crc32, type FileFacts } from "./checks.ts";
import { damaged, type ObjectReader } from "./object-reader.ts";

/** Blocks that are wanted at the same time are fetched together where no more than this lies between them. */
const GAP_BLOCKS = 6;

/**
 * The part of a file before its tail, as hyparquet reads it: blocks are fetched when they are wanted, those that lie
 * together in one request, checked, and kept as long as the file is open.
 */
export class CheckedFile implements AsyncBuffer {
  readonly byteLength: number;
  readonly #reader: ObjectReader;
  readonly #key: string;
  readonly #tail: Uint8Array;
  readonly #dataBytes: number;
  readonly #checks: Uint32Array;
  /** All before the tail, where it was fetched with it. */
  readonly #data: Uint8Array | undefined;
  readonly #blocks = new Map<number, Promise<Uint8Array>>();
  /** Blocks that were asked for in this turn of the event loop, and who waits for them. */
  #wanted: Map<number, PromiseWithResolvers<Uint8Array>> | undefined;

  constructor(
    reader: ObjectReader,
    key: string,
    { bytes }: FileFacts,
    { tail, checks, data }: { tail: Uint8Array; checks: Uint32Array; data: Uint8Array | undefined },
  ) {
    this.#reader = reader;
    this.#key = key;
    this.#tail = tail;
    this.#checks = checks;
    this.#data = data;
    this.byteLength = bytes;
    this.#dataBytes = bytes - tail.length;
  }

  async slice(start: number, end: number = this.byteLength): Promise<ArrayBuffer> {
    const result = new Uint8Array(Math.max(0, end - start));
    if (end > this.#dataBytes) {
      const from = Math.max(start, this.#dataBytes);
      result.set(this.#tail.subarray(from - this.#dataBytes, end - this.#dataBytes), from - start);
    }
    const last = Math.min(end, this.#dataBytes);
    const blocks: Promise<void>[] = [];
    for (let block = Math.floor(start / BLOCK_BYTES); block * BLOCK_BYTES < last; block++) {
      const first = block * BLOCK_BYTES;
      blocks.push(
        this.#block(block).then((bytes) => {
          const from = Math.max(start, first);
          result.set(bytes.subarray(from - first, Math.min(end - first, bytes.length)), from - start);
        }),
      );
    }
    await Promise.all(blocks);
    return result.buffer;
  }

  #block(index: number): Promise<Uint8Array> {
    const known = this.#blocks.get(index);
    if (known !== undefined) {
      return known;
    }
    if (this.#wanted === undefined) {
      const wanted = new Map<number, PromiseWithResolvers<Uint8Array>>();
      this.#wanted = wanted;
      // Columns are asked for one after another, and without waiting.
      setTimeout(() => {
        this.#wanted = undefined;
        this.#fetch(wanted);
      });
    }
    const waiting = Promise.withResolvers<Uint8Array>();
    this.#wanted.set(index, waiting);
    this.#blocks.set(index, waiting.promise);
    return waiting.promise;
  }

  #fetch(wanted: ReadonlyMap<number, PromiseWithResolvers<Uint8Array>>): void {
    const indexes = [...wanted.keys()].sort((left, right) => left - right);
    for (const [first, last] of runsOf(indexes)) {
      this.#fetchRun(first, last).then(
        (blocks) => {
          for (const [offset, block] of blocks.entries()) {
            const waiting = wanted.get(first + offset);
            waiting?.resolve(block);
            // What came in between is likely to be wanted next.
            this.#blocks.set(first + offset, waiting?.promise ?? Promise.resolve(block));
          }
        },
        (error: unknown) => {
          for (let index = first; index <= last; index++) {
            // Who asks again may have more luck.
            this.#blocks.delete(index);
            wanted.get(index)?.reject(error);
          }
        },
      );
    }
  }

  async #fetchRun(first: number, last: number): Promise<Uint8Array[]> {
    const start = first * BLOCK_BYTES;
    const end = Math.min((last + 1) * BLOCK_BYTES, this.#dataBytes);
    const bytes = this.#data?.subarray(start, end) ?? (await this.#reader.readRange(this.#key, start, end));
    if (bytes?.length !== end - start) {
      throw damaged(
        this.#reader,
        this.#key,
        bytes === undefined
          ? "there is no such object, though the graph has it"
          : `it is cut off: it has ${start + bytes.length} bytes, expected ${this.byteLength}`,
      );
    }
    return Array.from({ length: last - first + 1 }, (_, offset) => {
      const block = bytes.subarray(offset * BLOCK_BYTES, (offset + 1) * BLOCK_BYTES);
      if (crc32(block) !== this.#checks[first + offset]) {
        const place = `${start + offset * BLOCK_BYTES} to ${start + offset * BLOCK_BYTES + block.length}`;
        throw damaged(this.#reader, this.#key, `its bytes ${place} are not what was written`);
      }
      return block;
    });
  }
}

/** Sorted numbers as runs without larger gaps: first and last of each. */
function runsOf(indexes: readonly number[]): [first: number, last: number][] {
  const runs: [number, number][] = [];
  for (const index of indexes) {
    const run = runs.at(-1);
    if (run !== undefined && index - run[1] <= GAP_BLOCKS) {
      run[1] = index;
    } else {
      runs.push([index, index]);
    }
  }
  return runs;
}
