import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { withProcessLock } from "../../exec/process-lock.ts";
import { type Graph, graphContent } from "../../page/graph-document.ts";
import { HEAD_GRAPH_KEY } from "../../page/graph-keys.ts";
import type { ShardAddress } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";
import { compactStoredJson } from "../../store/stored-json.ts";
import { type MakeGraphOptions, makeGraph } from "../index/make-graph.ts";
import { overlayStore } from "../index/overlay-store.ts";
import { readEarlierGraph } from "./read-kept.ts";

/** A graph, and where its files are read. */
export interface HeldGraph {
  store: Store;
  graph: Graph;
  /** How many shards were new to it. */
  added: number;
}

export interface HeadGraphOptions extends MakeGraphOptions {
  /** What is missing is kept in a bucket too; in a folder it always is, where that can be written. */
  keep?: boolean;
}

/** `headGraph` where an earlier one, if there is any, lacks something. */
export async function makeHeadGraph(
  store: Store,
  shards: readonly ShardAddress[],
  earlier: Graph | undefined,
  options: HeadGraphOptions = {},
): Promise<HeldGraph> {
  if (!(await isKept(store, options))) {
    const overlay = overlayStore(store);
    // Other threads have not what is in the memory of this one.
    const { graph, added } = await makeGraph(overlay, shards, earlier, { ...options, threads: 1 });
    return { store: overlay, graph, added };
  }
  return await withProcessLock(`graph ${await store.identity()}`, async () => {
    // Somebody else may have made it meanwhile. What is damaged was said.
    const newer = await readEarlierGraph(store, () => undefined);
    const { graph, added } = await makeGraph(store, shards, newer, options);
    await store.write(HEAD_GRAPH_KEY, compactStoredJson(graphContent(graph)));
    return { store, graph, added };
  });
}

async function isKept({ folder }: Store, { keep = false }: HeadGraphOptions): Promise<boolean> {
  if (folder === undefined) {
    return keep;
  }
  return await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
}
