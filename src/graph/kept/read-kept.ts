import { NewerGraphError } from "../../page/document.ts";
import { type Graph, readGraph } from "../../page/graph-document.ts";
import { HEAD_GRAPH_KEY, runGraphKey } from "../../page/graph-keys.ts";
import { DamagedFileError } from "../../page/object-reader.ts";
import { findLatestIfPossible } from "../../store/runs/latest.ts";
import type { Store } from "../../store/store.ts";

/**
 * The graph that a new one is best begun from: that of the head, which knows what was explored last, else that of the
 * latest run. A damaged one is as good as none, and that is said.
 *
 * @throws NewerGraphError for one of a newer importgraph
 */
export async function readEarlierGraph(
  store: Store,
  say: (line: string) => void,
): Promise<Graph | undefined> {
  const run = (await findLatestIfPossible(store)).manifest?.id;
  for (const key of [HEAD_GRAPH_KEY, ...(run === undefined ? [] : [runGraphKey(run)])]) {
    try {
      const graph = await readGraph(store, key);
      if (graph !== undefined) {
        return graph;
      }
    } catch (error) {
      if (!(error instanceof DamagedFileError) || error instanceof NewerGraphError) {
        throw error;
      }
      say(error.message);
    }
  }
  return undefined;
}
