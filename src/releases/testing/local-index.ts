import http, { type RequestListener } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { type Exec, ProgramNotFoundError } from "../../exec/exec.ts";

/**
 * Stands in for a package index in tests: a server on this machine that answers as it is told.
 *
 * @param secure the key and certificate of an HTTPS server
 */
export async function startServer(
  answer: RequestListener,
  secure?: { key: Buffer; cert: Buffer },
): Promise<{ url: string; close(): Promise<void> }> {
  const server = secure === undefined ? http.createServer(answer) : https.createServer(secure, answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${secure === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** A machine without any program, as far as the caller can tell. */
export const noPrograms: Exec = (program) => Promise.reject(new ProgramNotFoundError(program));
