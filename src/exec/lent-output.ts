/** Standard output of a program that writes much in little pieces, at little cost. */

import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { temporaryFolder } from "./temporary-folder.ts";

const CHUNK_BYTES = 64 * 1024;
const PAUSE_MILLISECONDS = 5;

/** Two connected sockets: what is written to one is read from the other. */
export interface LentOutput {
  /** The program's standard output; to be destroyed here once the program has it. */
  readonly given: Socket;
  /** Nothing is read before it is resumed; it closes when nobody can write any more. */
  readonly read: Socket;
}

/**
 * Connects two sockets, one of which reads into the same memory again and again. Of a pipe, Node reads every piece into
 * 64 KiB of new memory, which for thousands of pieces costs more than to use them.
 *
 * @param take gets each chunk, only lent; the next one is read when what it returned is done, which must not reject
 */
export async function openLentOutput(
  take: (chunk: Uint8Array) => Promise<void> | undefined,
): Promise<LentOutput> {
  // No other user can enter it, and so none can connect.
  const folder = await temporaryFolder();
  const server = createServer({ pauseOnConnect: true });
  try {
    const path = join(folder.path, "socket");
    server.listen(path);
    await once(server, "listening");
    const connection = once(server, "connection");
    const callback = (length: number, chunk: Uint8Array): boolean => {
      const taking = take(chunk.subarray(0, length));
      if (taking !== undefined) {
        void taking.then(() => read.resume());
      } else {
        // What comes meanwhile is then read at once.
        setTimeout(() => read.resume(), length < CHUNK_BYTES ? PAUSE_MILLISECONDS : 0);
      }
      return false;
    };
    const read = connect({ path, onread: { buffer: Buffer.allocUnsafeSlow(CHUNK_BYTES), callback } });
    read.pause();
    const [given] = (await connection) as [Socket];
    return { given, read };
  } finally {
    server.close();
    await folder.remove();
  }
}
