/** A server of the files of a folder, as good or bad as there are. */

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";

/**
 * `ranges`: sends what is asked for. `whole`: knows no ranges. `cut`: closes the first connection for each file amid its
 * body, `broken`: every one. `slow`: sends a byte at a time, `silent`: half of each body, and nothing more. `huge`: says that
 * a whole file comes, which is larger than anybody wants. `busy`: answers 503 once for each. `wrong`: sends the beginning whichever part is asked for. `forbidden`: answers
 * 403 where nothing is, as buckets do.
 */
export type Manner =
  | "ranges"
  | "whole"
  | "cut"
  | "broken"
  | "slow"
  | "silent"
  | "huge"
  | "busy"
  | "wrong"
  | "forbidden";

export interface FileServer {
  /** `http://127.0.0.1:PORT/some%20store` */
  address: string;
  /** Paths that were asked for, with what part of them. */
  asked: string[];
  /** Of bodies. */
  readonly sentBytes: number;
  close(): Promise<void>;
}

export async function serveFiles(folder: string, manner: Manner = "ranges"): Promise<FileServer> {
  const asked: string[] = [];
  const met = new Set<string>();
  let sentBytes = 0;
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? "").replace(/^\/some%20store\//, ""));
    // Pages of other origins may read it.
    response.setHeader("access-control-allow-origin", "*");
    asked.push(`${path} ${request.headers.range ?? ""}`.trim());
    const isFirst = !met.has(path);
    met.add(path);
    readFile(join(folder, path)).then(
      (body) => {
        sentBytes += answer(request, response, { body, manner, isFirst });
      },
      () => response.writeHead(manner === "forbidden" ? 403 : 404).end("not here"),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const place = server.address();
  const port = typeof place === "object" && place !== null ? place.port : 0;
  return {
    address: `http://127.0.0.1:${port}/some%20store`,
    asked,
    get sentBytes() {
      return sentBytes;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** @returns how many bytes of body it sends */
function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { body, manner, isFirst }: { body: Buffer; manner: Manner; isFirst: boolean },
): number {
  if (manner === "busy" && isFirst) {
    response.writeHead(503).end("later");
    return 0;
  }
  if (manner === "huge") {
    response.writeHead(200, { "content-length": 2 ** 40 });
    response.write(body);
    return body.length;
  }
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
  if (first === undefined || manner === "whole") {
    response.writeHead(200, { "content-length": body.length }).end(body);
    return body.length;
  }
  const start = manner === "wrong" ? 0 : Number(first);
  const end = Math.min(body.length, Number(last) + 1 - Number(first) + start);
  if (start >= body.length) {
    response.writeHead(416).end();
    return 0;
  }
  const part = body.subarray(start, end);
  response.writeHead(206, {
    "content-length": part.length,
    "content-range": `bytes ${start}-${end - 1}/${body.length}`,
  });
  if (manner === "slow") {
    sendSlowly(response, part);
    return part.length;
  }
  if (manner === "silent") {
    response.write(part.subarray(0, part.length / 2));
    return part.length / 2;
  }
  if (manner === "broken" || (manner === "cut" && isFirst)) {
    response.write(part.subarray(0, part.length / 2), () => response.destroy());
    return part.length / 2;
  }
  response.end(part);
  return part.length;
}

/** A byte each few milliseconds: longer in all than anybody who counts from the beginning would wait. */
function sendSlowly(response: ServerResponse, part: Buffer): void {
  let sent = 0;
  const timer = setInterval(() => {
    response.write(part.subarray(sent, sent + 1));
    sent += 1;
    if (sent >= part.length) {
      clearInterval(timer);
      response.end();
    }
  }, 100);
}
