/** `importgraph/graph` in a browser: over HTTP, with `fetch` alone. */

import { OpenGraph } from "../../graph/questions/open-graph.ts";
import { HttpReader } from "../../page/http-reader.ts";
import { readServedGraph } from "../../page/served-graph.ts";
import { ImportGraph } from "../import-graph.ts";
import type { OpenOptions } from "../open-options.ts";

export * from "../graph-types.ts";
export type { OpenOptions };

/**
 * Opens the graph that a server of files has.
 *
 * @param address `https://…`, without `latest.json`; relative to the page
 * @throws DamagedFileError where there is no graph
 */
export async function openGraph(address: string, options: OpenOptions = {}): Promise<ImportGraph> {
  const { run, ...rest } = options;
  const base = (globalThis as { location?: { href: string } }).location?.href;
  const reader = new HttpReader(new URL(address, base).href.replace(/\/+$/, ""), rest);
  return new ImportGraph(new OpenGraph(reader, (await readServedGraph(reader, run)).graph));
}
