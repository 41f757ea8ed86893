/** Keeps the newest bytes of a stream of any length in bounded memory. */
export class TailBuffer {
  readonly #capacityBytes: number;
  #chunks: Uint8Array[] = [];
  #sizeBytes = 0;

  constructor(capacityBytes: number) {
    this.#capacityBytes = capacityBytes;
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#sizeBytes += chunk.length;
    // Dropping only when a whole capacity is spare keeps the cost per byte constant, even for one-byte chunks.
    if (this.#sizeBytes > 2 * this.#capacityBytes) {
      const newest = this.#newestBytes();
      this.#chunks = [newest];
      this.#sizeBytes = newest.length;
    }
  }

  /** The newest bytes as UTF-8 text; what is not UTF-8 becomes U+FFFD, a character cut in two at the start is left out. */
  text(): string {
    const bytes = this.#newestBytes();
    let start = 0;
    if (bytes.length < this.#sizeBytes || bytes.length === this.#capacityBytes) {
      while (start < Math.min(3, bytes.length) && isContinuationByte(bytes[start])) {
        start += 1;
      }
    }
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(start));
  }

  #newestBytes(): Uint8Array {
    const all = Buffer.concat(this.#chunks);
    // A copy, so that the dropped part of the big buffer can be freed.
    return all.length <= this.#capacityBytes
      ? all
      : Uint8Array.from(all.subarray(all.length - this.#capacityBytes));
  }
}

function isContinuationByte(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
