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
    const together = isShort ? this.#together(whole) : undefined;
    if (together !== undefined) {
      for (const line of together) {
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

  /** Lines decoded together: one by itself costs more to decode than to use. Undefined where some are no text. */
  #together(whole: Uint8Array): string[] | undefined {
    try {
      const text = this.#decoder.decode(concatenated([...this.#begun, whole.subarray(0, -1)]));
      this.#begun = [];
      this.#begunBytes = 0;
      return text.split("\n");
    } catch (error) {
      // Which line it is comes out when each is decoded by itself.
      if (error instanceof TypeError) {
        return undefined;
      }
      throw error;
    }
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
    const bytes = concatenated(this.#begun);
    this.#begun = [];
    this.#begunBytes = 0;
    return bytes;
  }
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) {
    return only;
  }
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}
