const NEWLINE = 0x0a;
const TAB = 0x09;

/** Lines in the order of their bytes, found by how they begin; held as they are in their file, so that opening costs little. */
export class SortedLines {
  readonly #bytes: Buffer;

  /** @param bytes lines, each with its end, sorted */
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The fields, parted by tabs, of the lines that begin so; without what they begin with. */
  fields(prefix: string): string[][] {
    const wanted = Buffer.from(prefix);
    const found: string[][] = [];
    for (let at = this.#first(wanted); at < this.#bytes.length; ) {
      const end = this.#bytes.indexOf(NEWLINE, at);
      if (wanted.compare(this.#bytes, at, Math.min(at + wanted.length, end)) !== 0) {
        break;
      }
      found.push(this.#bytes.toString("utf8", at + wanted.length, end).split("\t"));
      at = end + 1;
    }
    return found;
  }

  /** Where the first line begins that does not come before some bytes. */
  #first(wanted: Buffer): number {
    let low = 0;
    let high = this.#bytes.length;
    while (low < high) {
      const start = this.#lineAt((low + high) >>> 1);
      const end = this.#bytes.indexOf(NEWLINE, start);
      if (wanted.compare(this.#bytes, start, end) > 0) {
        low = end + 1;
      } else {
        high = start;
      }
    }
    return low;
  }

  #lineAt(at: number): number {
    return at === 0 ? 0 : this.#bytes.lastIndexOf(NEWLINE, at - 1) + 1;
  }
}

/**
 * Whether some bytes are lines, each with its end, in the order of their bytes.
 *
 * @param kinds the letters that they may begin with, a tab after each
 */
export function areSortedLines(bytes: Buffer, kinds: string): boolean {
  const letters = new Set(Buffer.from(kinds));
  let before = 0;
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, at);
    const isKnown = letters.has(bytes[at] ?? 0) && bytes[at + 1] === TAB;
    if (end < 0 || !isKnown || (at > 0 && bytes.compare(bytes, at, end, before, at - 1) >= 0)) {
      return false;
    }
    before = at;
    at = end + 1;
  }
  return true;
}
