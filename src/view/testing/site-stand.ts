/** Servers that the page is looked at from. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { freePort, killServer, untilAnswers } from "../../exec/testing/server-stand.ts";
import { programHome } from "../../files/home.ts";
import { openStore } from "../../store/open-store.ts";
import { builtPage } from "../built-page.ts";
import { exportView } from "../export-view.ts";
import { type PageFiles, pageFile, readPageFiles } from "../page-files.ts";
import { serveView } from "../view-server.ts";
import { viewedStore } from "../viewed-store.ts";

/** A server until it is closed. */
export interface Site {
  /** Ends in `/`. */
  address: string;
  close(): Promise<void>;
}

/** The page as `view` serves it, of a store. */
export async function viewSite(store: string): Promise<Site> {
  const opened = await openStore(store);
  const renew = () => viewedStore(opened);
  return await serveView({
    ...{ page: await page(), viewed: await renew(), renew, port: 0, isOfRun: false },
    onFailure: (error) => {
      throw error;
    },
  });
}

/** Writes the page and what it shows of a store into a folder. */
export async function exportSite(store: string, folder: string): Promise<void> {
  await exportView(folder, await viewedStore(await openStore(store)), { page: await page() });
}

export async function page(): Promise<PageFiles> {
  return await readPageFiles(await builtPage({ home: programHome }));
}

/** A server of files that everybody has: it knows no ranges. */
export async function plainSite(folder: string): Promise<Site> {
  const port = await freePort();
  const server: ChildProcess = spawn(
    "python3",
    ["-m", "http.server", "--bind", "127.0.0.1", "--directory", folder, String(port)],
    { stdio: "ignore" },
  );
  const address = `http://127.0.0.1:${port}/`;
  await untilAnswers(address);
  return { address, close: () => killServer(server) };
}

/** How a server of a folder misbehaves; by path without `/` before it. */
export type Manner = (path: string, body: Buffer) => Buffer | number | Promise<Buffer | number>;

/** A server of files that knows ranges, and answers as a test wants it: other bytes, or a status. */
export async function oddSite(folder: string, manner: Manner): Promise<Site> {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "", "http://x").pathname.slice(1)) || "index.html";
    const content = await readFile(join(folder, path)).catch(() => 404);
    const body = typeof content === "number" ? content : await manner(path, content);
    if (typeof body === "number") {
      response.writeHead(body, { "content-type": "text/plain" }).end("refused");
      return;
    }
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
    const headers = { "content-type": pageFile(path, body).headers["content-type"] };
    if (first === undefined) {
      response.writeHead(200, headers).end(body);
      return;
    }
    const part = body.subarray(Number(first), Number(last) + 1);
    const range = `bytes ${first}-${Number(first) + part.length - 1}/${body.length}`;
    response.writeHead(206, { ...headers, "content-range": range }).end(part);
  });
  return await listening(server);
}

async function listening(server: Server): Promise<Site> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const place = server.address();
  const port = typeof place === "object" && place !== null ? place.port : 0;
  return {
    address: `http://127.0.0.1:${port}/`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** The field that everything is found by. */
export function searchField(shown: Page) {
  return shown.getByRole("combobox", { name: /search/i });
}

/** Types words into the field, and gives what is listed below it once there is something. */
export async function found(shown: Page, words: string): Promise<string[]> {
  await searchField(shown).fill(words);
  const options = shown.getByRole("listbox").getByRole("option");
  await options.first().waitFor();
  return await options.allTextContents();
}
