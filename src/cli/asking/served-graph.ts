import { InputError } from "../../errors/input-error.ts";
import { OpenGraph } from "../../graph/questions/open-graph.ts";
import { readGraph } from "../../page/graph-document.ts";
import { HEAD_GRAPH_KEY, runGraphKey } from "../../page/graph-keys.ts";
import type { AnsweringEntry } from "../../store/answering.ts";
import { readLatest } from "../../store/runs/record.ts";
import type { Store } from "../../store/store.ts";

/** Where the graph lies that questions on a server of files are answered from: that of the latest run, or of a folder's head. */
export async function servedGraphKey(store: Store): Promise<string> {
  const run = (await readLatest(store))?.run;
  return run === undefined ? HEAD_GRAPH_KEY : runGraphKey(run);
}

/**
 * The graph of a server of files.
 *
 * @throws InputError where there is none, or it is damaged or of a newer importgraph
 */
export async function servedGraph(store: Store): Promise<OpenGraph> {
  const key = await servedGraphKey(store);
  const graph = await readGraph(store, key);
  if (graph === undefined) {
    throw new InputError({
      place: { file: `${store.address}/${key}` },
      message:
        "there is no graph: nothing was published there, an earlier version did, or it may not be read",
      fix: "check the address; whoever can write there makes a graph by ./scripts/importgraph merge",
    });
  }
  return new OpenGraph(store, graph);
}

/** The shards of a graph, as questions on one of them choose from. What a graph does not tell is when they were explored. */
export function shardsOfGraph(graph: OpenGraph): Readonly<Record<string, AnsweringEntry>> {
  return Object.fromEntries(
    graph
      .releases()
      .map(({ distribution: name, version, python, importNames, shard: digest }) => [
        `${name}@${version} ${digest}`,
        { name, version, python, importNames: [...importNames], digest, exploredAt: NEVER },
      ]),
  );
}

const NEVER = new Date(0).toISOString();
