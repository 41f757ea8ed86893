import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { InputError } from "../errors/input-error.ts";
import { systemError } from "../errors/system-error.ts";
import { type Answer, type Asked, pathOf, textAnswer } from "./answer.ts";
import { COMMON_HEADERS } from "./headers.ts";

/** The port that is tried first, so that a bookmark leads to the page again. */
const USUAL_PORT = 8470;

/** Nothing else is listened on: what was explored here is for who sits at this machine. */
const ADDRESS = "127.0.0.1";

/** By these names a browser of this machine asks. Any other one is a site's, whose name was made to lead here. */
const OWN_NAMES: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** Codes of errors that say that nobody waits for the answer any more. */
const GONE: ReadonlySet<string | undefined> = new Set([
  "ERR_STREAM_PREMATURE_CLOSE",
  "ERR_STREAM_UNABLE_TO_PIPE",
  "ERR_STREAM_DESTROYED",
]);

export interface LoopbackServer {
  /** `http://127.0.0.1:8470/` */
  address: string;
  close(): Promise<void>;
}

export interface LoopbackOptions {
  /** Only this one; 0: any that is free. Default: the usual one, else any that is free. */
  port?: number | undefined;
  /** Told of what could not be answered. */
  onFailure: (error: unknown) => void;
}

/**
 * Answers GET and HEAD of browsers of this machine.
 *
 * @throws InputError where the port is in use, or not to be had
 */
export async function serveOnLoopback(
  answer: (asked: Asked) => Promise<Answer> | Answer,
  { port, onFailure }: LoopbackOptions,
): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    // Who asks may be gone before it is answered.
    request.on("error", () => undefined);
    response.on("error", () => undefined);
    answered(request, answer, onFailure)
      .then((ready) => send(response, ready, request.method === "HEAD"))
      .catch((error: unknown) => {
        // What has begun can't be taken back: an answer that is cut off is not taken for whole.
        response.destroy();
        if (!GONE.has((error as NodeJS.ErrnoException).code)) {
          onFailure(error);
        }
      });
  });
  await listen(server, port);
  const place = server.address();
  const own = typeof place === "object" && place !== null ? place.port : 0;
  return {
    address: `http://${ADDRESS}:${own}/`,
    async close() {
      server.close();
      server.closeAllConnections();
      if (server.listening) {
        await once(server, "close");
      }
    },
  };
}

async function listen(server: Server, port: number | undefined): Promise<void> {
  try {
    await tryToListen(server, port ?? USUAL_PORT);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (port === undefined && (code === "EADDRINUSE" || code === "EACCES")) {
      await tryToListen(server, 0);
      return;
    }
    throw listenError(error, port ?? USUAL_PORT);
  }
}

function listenError(error: unknown, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") {
    const message = `port ${port} of this machine is in use by another program`;
    const fix = "give another --port, or none, which takes one that is free";
    return new InputError({ message, fix }, { cause: error });
  }
  if (code === "EACCES" || code === "EPERM") {
    const message = `port ${port} of this machine may not be used by this program: ports below 1024 mostly need an administrator's rights`;
    return new InputError({ message, fix: "give a --port from 1024 to 65535, or none" }, { cause: error });
  }
  return systemError(error) ?? error;
}

async function tryToListen(server: Server, port: number): Promise<void> {
  server.listen(port, ADDRESS);
  await once(server, "listening");
}

async function answered(
  { method, url = "", headers }: IncomingMessage,
  answer: (asked: Asked) => Promise<Answer> | Answer,
  onFailure: (error: unknown) => void,
): Promise<Answer> {
  if (!OWN_NAMES.has((headers.host ?? "").replace(/:\d{1,5}$/, "").toLowerCase())) {
    return textAnswer(
      421,
      "This server answers pages of this machine only: open it by 127.0.0.1 or localhost.",
    );
  }
  if (method !== "GET" && method !== "HEAD") {
    return textAnswer(405, "There is nothing to change here.", { allow: "GET, HEAD" });
  }
  const path = pathOf(url);
  if (path === undefined) {
    return textAnswer(404, "There is no such file.");
  }
  const { range, "if-range": ifRange, "if-none-match": ifNoneMatch, "accept-encoding": accept } = headers;
  const asked = {
    path,
    isHead: method === "HEAD",
    headers: { range, ifRange: text(ifRange), ifNoneMatch, acceptEncoding: text(accept) },
  };
  try {
    return await answer(asked);
  } catch (error) {
    onFailure(error);
    const message = error instanceof InputError ? error.message : "This is a defect of importgraph.";
    return textAnswer(error instanceof InputError ? 502 : 500, message);
  }
}

function text(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(", ") : header;
}

async function send(
  response: ServerResponse,
  { status, headers, body }: Answer,
  isHead: boolean,
): Promise<void> {
  response.writeHead(status, { ...COMMON_HEADERS, ...headers });
  if (isHead || status === 304) {
    response.end();
  } else if (body instanceof Uint8Array) {
    response.end(body);
  } else {
    await pipeline(Readable.from(body), response);
  }
}
