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
   * The lines that end in this chunk, without their line feeds.
   *
   * @throws LineTooLongError
   * @throws TypeError for bytes that aren't UTF-8
   */
  *push(chunk: Uint8Array): Generator<string> {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      this.#keep(chunk.subarray(start, end));
      yield this.#finishLine();
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
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

  #finishLine(): string {
    const [first] = this.#begun;
    const bytes = this.#begun.length === 1 && first !== undefined ? first : Buffer.concat(this.#begun);
    this.#begun = [];
    this.#begunBytes = 0;
    this.#lines += 1;
    return this.#decoder.decode(bytes);
  }
}
