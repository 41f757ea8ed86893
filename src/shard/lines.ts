import { isAscii } from "node:buffer";

const LINE_FEED = 0x0a;

/** A line is longer than whoever reads it allows. */
export class LineTooLongError extends Error {
  override name = "LineTooLongError";
  /** Number of the line, from 1. */
  readonly line: number;

  constructor(line: number, maxBytes: number) {
    super(`line ${line} is longer than ${maxBytes} bytes`);
    this.line = line;
  }
}

/** Cuts a stream of bytes at its line feeds; never holds more than one line of the allowed length. */
export class LineSplitter {
  readonly #maxBytes: number;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #begun: Uint8Array[] = [];
  #begunBytes = 0;
  #lines = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Number of whole lines given so far. */
  get lines(): number {
    return this.#lines;
  }

  /** Whether bytes have come after the last line feed. */
  get isInsideLine(): boolean {
    return this.#begunBytes > 0;
  }

  /**
   * The lines that end in this chunk, without their line feeds. Nothing of the chunk itself is kept.
   *
   * @throws LineTooLongError
   * @throws TypeError for bytes that aren't UTF-8
   */
  *push(chunk: Uint8Array): Generator<string> {
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    // What is begun is only looked at where it ends: a line may come byte by byte.
    if (end > 0) {
      yield* this.#linesOf(chunk.subarray(0, end));
    }
    this.#keep(Uint8Array.from(chunk.subarray(end)));
  }

  *#linesOf(whole: Uint8Array): Generator<string> {
    const isShort = this.#begunBytes + whole.length <= this.#maxBytes;
    if (isShort && isAscii(whole) && this.#begun.every((part) => isAscii(part))) {
      // Together: a line by itself costs more to decode than to use.
      for (const line of this.#asciiLines(whole)) {
        this.#lines += 1;
        yield line;
      }
      return;
    }
    let start = 0;
    for (let end = whole.indexOf(LINE_FEED); end >= 0; end = whole.indexOf(LINE_FEED, start)) {
      this.#keep(whole.subarray(start, end));
      this.#lines += 1;
      yield this.#decoder.decode(this.#takeBegun());
      start = end + 1;
    }
  }

  #asciiLines(whole: Uint8Array): string[] {
    const text = Buffer.from(whole.buffer, whole.byteOffset, whole.length - 1).toString("latin1");
    const lines = text.split("\n");
    if (this.#begunBytes > 0) {
      lines[0] = this.#decoder.decode(this.#takeBegun()) + lines[0];
    }
    return lines;
  }

  #keep(part: Uint8Array): void {
    if (this.#begunBytes + part.length > this.#maxBytes) {
      throw new LineTooLongError(this.#lines + 1, this.#maxBytes);
    }
    if (part.length > 0) {
      this.#begun.push(part);
      this.#begunBytes += part.length;
    }
  }

  #takeBegun(): Uint8Array {
    const [first] = this.#begun;
    const bytes = this.#begun.length === 1 && first !== undefined ? first : Buffer.concat(this.#begun);
    this.#begun = [];
    this.#begunBytes = 0;
    return bytes;
  }
}
