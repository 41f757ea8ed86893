/** Stands between a client and a server in tests, and does to requests what networks and busy servers do. */

import { once } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

export type Fault =
  /** The server is never asked; an error of S3 is answered. */
  | { kind: "answer"; status: number; code: string; headers?: Record<string, string> }
  /** The server is never asked, and the connection is cut. */
  | { kind: "refuse" }
  /** The server does what it is asked, and the connection is cut after so many bytes of its answer's body. */
  | { kind: "cut"; afterBytes: number }
  /** The server does what it is asked, and nothing of its answer arrives. */
  | { kind: "lose" }
  /** The answer comes after a silence. */
  | { kind: "slow"; milliseconds: number };

export interface SeenRequest {
  method: string;
  /** Path and query. */
  url: string;
}

export interface FaultyProxy {
  endpoint: string;
  /** All requests so far. */
  seen: SeenRequest[];
  /** Decides for each request; undefined lets it pass. */
  fault: (request: SeenRequest) => Fault | undefined;
  close(): Promise<void>;
}

export async function openFaultyProxy(target: string): Promise<FaultyProxy> {
  const server = http.createServer((request, response) => {
    request.on("error", () => {});
    response.on("error", () => {});
    const seen = { method: request.method ?? "", url: request.url ?? "" };
    proxy.seen.push(seen);
    void handle(target, request, response, proxy.fault(seen));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const proxy: FaultyProxy = {
    endpoint: `http://127.0.0.1:${port}`,
    seen: [],
    fault: () => undefined,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return proxy;
}

async function handle(
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined,
): Promise<void> {
  if (fault?.kind === "refuse") {
    request.socket.destroy();
    return;
  }
  if (fault?.kind === "answer") {
    request.resume();
    const body = `<?xml version="1.0"?><Error><Code>${fault.code}</Code><Message>as the test wants it</Message></Error>`;
    response.writeHead(fault.status, { "content-type": "application/xml", ...fault.headers }).end(body);
    return;
  }
  try {
    // The host stays what the client signed.
    const forwarded = http.request(new URL(request.url ?? "/", target), {
      method: request.method,
      headers: request.headers,
      agent: false,
    });
    forwarded.on("error", () => request.socket.destroy());
    request.pipe(forwarded);
    const [answer] = (await once(forwarded, "response")) as [IncomingMessage];
    await answered(request, response, answer, fault);
  } catch {
    request.socket.destroy();
  }
}

async function answered(
  request: IncomingMessage,
  response: ServerResponse,
  answer: IncomingMessage,
  fault: Fault | undefined,
): Promise<void> {
  if (fault?.kind === "lose") {
    answer.resume();
    await once(answer, "end");
    request.socket.destroy();
    return;
  }
  if (fault?.kind === "slow") {
    await sleep(fault.milliseconds);
  }
  response.writeHead(answer.statusCode ?? 500, answer.rawHeaders);
  let left = fault?.kind === "cut" ? fault.afterBytes : Number.POSITIVE_INFINITY;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    response.write(chunk.subarray(0, left));
    left -= chunk.length;
    if (left <= 0) {
      // What was written has to leave before the connection is cut.
      await sleep(5);
      request.socket.destroy();
      return;
    }
  }
  response.end();
}
