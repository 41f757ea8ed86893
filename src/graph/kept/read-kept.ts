/** Graphs that were made before, as far as they are of use. What makes one is not loaded for that. */

import { NewerGraphError } from "../../page/document.ts";
import { type Graph, isPacked, readGraph } from "../../page/graph-document.ts";
import { HEAD_GRAPH_KEY, runGraphKey } from "../../page/graph-keys.ts";
import { DamagedFileError } from "../../page/object-reader.ts";
import { compareText } from "../../shard/canonical.ts";
import type { ShardAddress } from "../../store/layout.ts";
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
  return (await readIfSound(store, HEAD_GRAPH_KEY, say)) ?? (await readLatestGraph(store, say));
}

async function readLatestGraph(store: Store, say: (line: string) => void): Promise<Graph | undefined> {
  const run = (await findLatestIfPossible(store)).manifest?.id;
  return run === undefined ? undefined : await readIfSound(store, runGraphKey(run), say);
}

async function readIfSound(
  store: Store,
  key: string,
  say: (line: string) => void,
): Promise<Graph | undefined> {
  try {
    return await readGraph(store, key);
  } catch (error) {
    if (!(error instanceof DamagedFileError) || error instanceof NewerGraphError) {
      throw error;
    }
    say(error.message);
    return undefined;
  }
}

/**
 * An earlier graph as that of some shards; undefined where it lacks one, or a pack has rows of others: engines would give
 * these.
 */
export function ofShards(graph: Graph, shards: readonly ShardAddress[]): Graph | undefined {
  const wanted = new Set(shards.map(({ digest }) => digest));
  const releases = graph.releases.filter(([, , , digest]) => wanted.has(digest));
  if (releases.length < wanted.size) {
    return undefined;
  }
  const gone = graph.releases.filter(([, , , digest]) => !wanted.has(digest));
  if (gone.some(isPacked)) {
    return undefined;
  }
  const dropped = [...graph.dropped, ...gone.map(([, , , digest]) => digest)].sort(compareText);
  return { shards: wanted.size, releases, layers: graph.layers, dropped, packs: graph.packs };
}
