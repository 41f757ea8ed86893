import { type AskedGraphOptions, askedGraph } from "../graph/kept/asked-graph.ts";
import { type Graph, graphContent, readGraph } from "../page/graph-document.ts";
import { HEAD_GRAPH_KEY, LATEST_KEY, runGraphKey } from "../page/graph-keys.ts";
import { readReadableLatest } from "../store/runs/record.ts";
import { listFinishedRuns } from "../store/runs/reservation.ts";
import type { Store } from "../store/store.ts";
import { compactStoredJson } from "../store/stored-json.ts";
import type { StandIns } from "./object-answer.ts";

/** A graph of a store, as the page is given it. */
export interface ViewedStore {
  /** Where its objects are read. */
  store: Store;
  graph: Graph;
  /** The run it is of; undefined: of what questions are answered from now, which no run is. */
  run: string | undefined;
  /** Finished runs, as far as the store tells them, the newest first. */
  runs: readonly string[];
  standIns: StandIns;
  /** How many packages were new to the graph, and whether what was made of them is kept. */
  added: number;
  isKept: boolean;
}

/**
 * The graph that a store is asked, as the commands ask it: of a run where one is given, else of what questions are answered from
 * now. What is missing of that is made.
 *
 * @throws InputError where nothing was explored, or the run has no graph
 */
export async function viewedStore(store: Store, options: AskedGraphOptions = {}): Promise<ViewedStore> {
  const held = await askedGraph(store, options);
  const { graph, added, isKept } = held;
  const latest = options.run ?? (await latestOf(store, graph));
  const runs = await runsOf(store, latest);
  const standIns: StandIns =
    latest !== undefined
      ? new Map()
      : // The page asks for the latest run first, and takes the head where there is none.
        new Map([
          [LATEST_KEY, undefined],
          [HEAD_GRAPH_KEY, new TextEncoder().encode(compactStoredJson(graphContent(graph)))],
        ]);
  return { store: held.store, graph, run: latest, runs, standIns, added, isKept };
}

/** The latest run, where it has just what questions are answered from. */
async function latestOf(store: Store, graph: Graph): Promise<string | undefined> {
  const run = (await readReadableLatest(store))?.run;
  if (run === undefined || store.isReadOnly === true) {
    return run;
  }
  const own = await readGraph(store, runGraphKey(run)).catch(() => undefined);
  return own !== undefined && textOf(own) === textOf(graph) ? run : undefined;
}

/** The shards of a graph, and what leads to them. */
function textOf({ releases }: Graph): string {
  return JSON.stringify(releases.map(([, , , digest]) => digest).sort());
}

/** Ids of runs, which a bucket may not list for everybody, and a server of files for nobody. */
async function runsOf(store: Store, latest: string | undefined): Promise<string[]> {
  const listed = store.isReadOnly === true ? [] : await listFinishedRuns(store).catch(() => []);
  return listed.length > 0 || latest === undefined ? listed : [latest];
}
