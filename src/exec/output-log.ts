/** The full output of what was run for one package, in a file; its end also in memory, for messages. */

import { createWriteStream, type WriteStream } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "./make-folder.ts";
import { printableLines } from "./printable.ts";
import { TailBuffer } from "./tail-buffer.ts";

const MAX_FILE_BYTES = 64 * 1024 * 1024;
const TAIL_BYTES = 256 * 1024;

export interface OutputLog {
  readonly path: string;
  /** Appends. Await the promise before writing more, so that a slow disk slows the program and not memory. */
  write(chunk: Uint8Array | string): Promise<void>;
  /** The last lines, at most this many, safe to print (control characters escaped). */
  tail(lines: number): string[];
  /** Rejects when something could not be written (a full disk). */
  close(): Promise<void>;
}

/**
 * Opens a log at `path`, replacing an earlier one and making its folder. The file holds at most 64 MiB and says where
 * it was cut; `tail` goes on beyond that.
 */
export function openOutputLog(path: string): OutputLog {
  makeFolder(dirname(path));
  return new FileLog(path);
}

class FileLog implements OutputLog {
  readonly path: string;
  readonly #file: WriteStream;
  readonly #tail = new TailBuffer(TAIL_BYTES);
  #writtenBytes = 0;
  #failure: Error | undefined;

  constructor(path: string) {
    this.path = path;
    this.#file = createWriteStream(path);
    this.#file.on("error", (error) => {
      this.#failure = error;
    });
  }

  async write(chunk: Uint8Array | string): Promise<void> {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    this.#tail.push(bytes);
    const room = MAX_FILE_BYTES - this.#writtenBytes;
    if (room < 0 || this.#failure !== undefined) {
      return;
    }
    this.#writtenBytes += bytes.length;
    const accepted = this.#file.write(bytes.subarray(0, room));
    if (bytes.length > room) {
      this.#writtenBytes = MAX_FILE_BYTES + 1;
      this.#file.write(`\n[cut: this log holds at most ${MAX_FILE_BYTES / 1024 / 1024} MiB]\n`);
    }
    if (!accepted) {
      await this.#drained();
    }
  }

  tail(lines: number): string[] {
    return printableLines(this.#tail.text()).slice(-lines);
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#file.once("close", resolve);
      this.#file.end();
      if (this.#file.closed) {
        resolve();
      }
    });
    if (this.#failure !== undefined) {
      throw this.#failure;
    }
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#file.off("drain", done);
        this.#file.off("close", done);
        resolve();
      };
      this.#file.on("drain", done);
      this.#file.on("close", done);
    });
  }
}
