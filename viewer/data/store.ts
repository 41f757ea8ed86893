/** The store that the page shows: where it is, and the graph that questions are asked of. */

import { gunzipSync } from "fflate";
import * as z from "zod/mini";
import { OpenGraph } from "../../src/graph/questions/open-graph.ts";
import { RUN_ID } from "../../src/page/graph-keys.ts";
import { HttpReader } from "../../src/page/http-reader.ts";
import { readServedGraph } from "../../src/page/served-graph.ts";
import { COMPRESSORS } from "../../src/page/table-file.ts";

// What browsers unpack by themselves they unpack later, and the reader of Parquet asks at once.
COMPRESSORS.GZIP = (input) => gunzipSync(input);

/** An open store. */
export interface ViewedStore {
  /** Without a `/` at its end. */
  address: string;
  reader: HttpReader;
  graph: OpenGraph;
  /** Of which run the graph is; undefined: of what was explored last. */
  run: string | undefined;
  /** Which runs there are, where whoever serves the page said so. */
  runs: readonly string[] | undefined;
}

/** Where a store is, and which run of it is shown. */
export interface StorePlace {
  address: string;
  run?: string;
  /** Which there are, where that is known: else the store is asked. */
  runs?: readonly string[];
}

/** `store.json` beside the page. */
const settings = z.looseObject({
  store: z.string(),
  run: z.optional(z.string().check(z.regex(RUN_ID))),
  /** Finished runs, the newest first, as far as whoever serves the page knows them. */
  runs: z.optional(z.array(z.string().check(z.regex(RUN_ID)))),
});

/**
 * Where the store is: as `store.json` beside the page says, else `?store=` of the address, else `./store/`. A run in the
 * address is shown instead of the one that the file names.
 *
 * @throws Error for what is no address of the web
 */
export function storePlace(page: string, file: unknown): StorePlace {
  const { searchParams } = new URL(page);
  const said = file === undefined ? undefined : settings.parse(file);
  const url = new URL(said?.store ?? searchParams.get("store") ?? "./store/", page);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new Error(`A store is read over HTTP, and ${url.href} is something else.`);
  }
  url.hash = "";
  url.search = "";
  const asked = searchParams.get("run") ?? said?.run;
  const run = asked !== undefined && RUN_ID.test(asked) ? asked : undefined;
  return {
    address: url.href.replace(/\/+$/, ""),
    ...(run !== undefined && { run }),
    ...(said?.runs !== undefined && said.runs.length > 0 && { runs: said.runs }),
  };
}

/** Opens the store of this page. */
export async function openStore(): Promise<ViewedStore> {
  const { address, run: asked, runs } = storePlace(location.href, await settingsFile());
  const reader = new HttpReader(address, { silenceSeconds: 30 });
  const { graph, run } = await readServedGraph(reader, asked);
  return { address, reader, graph: new OpenGraph(reader, graph), run, runs };
}

async function settingsFile(): Promise<unknown> {
  const response = await fetch("./store.json", { cache: "no-cache" }).catch(() => undefined);
  // Some servers answer with a page for all that they don't have.
  const isJson = response?.ok === true && response.headers.get("content-type")?.includes("json") === true;
  return isJson ? await response.json() : undefined;
}
