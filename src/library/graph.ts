/** `importgraph/graph`: asks a graph of many distributions. docs/library.md tells how. */

import { askedGraph } from "../graph/kept/asked-graph.ts";
import { OpenGraph } from "../graph/questions/open-graph.ts";
import { openStore } from "../store/open-store.ts";
import { ImportGraph } from "./import-graph.ts";
import type { OpenOptions } from "./open-options.ts";

export * from "./graph-types.ts";
export type { OpenOptions };

/**
 * Opens a graph.
 *
 * @param address what `--store` takes: a folder, `s3://bucket/prefix`, or `https://…` of a server of files; a browser knows
 *   only the last one. What a folder's graph lacks of what was explored there is made first, and kept where it can be.
 * @throws InputError where nothing was explored there, or the run has no graph; DamagedFileError where it is damaged
 */
export async function openGraph(address: string, options: OpenOptions = {}): Promise<ImportGraph> {
  const { run, signal, say } = options;
  const own = { ...(signal && { signal }), ...(say && { say }) };
  const store = await openStore(address, own);
  const held = await askedGraph(store, {
    ...{ run, ...own },
    ...(say && { onProblem: ({ message }) => say(message) }),
  });
  return new ImportGraph(new OpenGraph(held.store, held.graph));
}
