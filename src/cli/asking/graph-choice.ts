import { InputError } from "../../errors/input-error.ts";
import { countText } from "../../exec/figure.ts";
import { askedGraph } from "../../graph/kept/asked-graph.ts";
import type { HeldGraph } from "../../graph/kept/head-graph.ts";
import { ofShards } from "../../graph/kept/read-kept.ts";
import { OpenGraph } from "../../graph/questions/open-graph.ts";
import { readGraph } from "../../page/graph-document.ts";
import { HEAD_GRAPH_KEY, runGraphKey } from "../../page/graph-keys.ts";
import { eachOnce } from "../../store/layout.ts";
import { parseRunId } from "../../store/runs/id.ts";
import type { Store } from "../../store/store.ts";
import { type Context, storeFlag, storeOf } from "../context.ts";
import { progressLines } from "../progress/lines.ts";
import { warn } from "../warning.ts";
import type { Asked } from "./shard-choice.ts";

/** What a question on many packages is asked of. */
export interface AskedGraph {
  graph: OpenGraph;
  /** Where its files are read. */
  store: Store;
  /** What a command that asks the same store is given: `storeFlag`. */
  storeFlag: string;
}

/**
 * The graph of what `--store` and `--run` say: of a run as it was made with it, else of what questions are answered from
 * now. What is missing of that is made, and that is said.
 *
 * @throws InputError where nothing was explored, or the run has no graph
 */
export async function askedGraphOf(
  context: Context,
  options: { store?: string; run?: string },
): Promise<AskedGraph> {
  const store = await storeOf(context, options.store);
  const flag = storeFlag(context, store);
  const held = await askedGraph(store, {
    ...{ run: options.run, storeFlag: flag, onProblem: (problem) => warn(context, problem) },
    ...graphProgress(context),
  });
  sayMade(context, held);
  return { graph: new OpenGraph(held.store, held.graph), store: held.store, storeFlag: flag };
}

/**
 * {@link askedGraphOf} where it is there already, whole and sound: nothing is made, and nobody is told of what is missing.
 *
 * @param shards that questions are answered from
 */
export async function readyGraphOf(
  context: Context,
  { store, shards, graph: known }: Pick<Asked, "store" | "shards" | "graph">,
  run: string | undefined,
): Promise<OpenGraph | undefined> {
  if (known !== undefined) {
    return known;
  }
  try {
    const key = run === undefined ? HEAD_GRAPH_KEY : runGraphKey(parseRunId(run, store));
    const graph = await readGraph(store, key);
    const ready = graph && ofShards(graph, eachOnce(Object.values(shards)));
    return ready && new OpenGraph(store, ready);
  } catch (error) {
    if (error instanceof InputError) {
      context.signal.throwIfAborted();
      return undefined;
    }
    throw error;
  }
}

/** The graph that a store has of its newest shards, maybe not of all of them: for who asks it among others. Nothing is made. */
export async function keptGraphOf(context: Context): Promise<OpenGraph | undefined> {
  try {
    const store = await storeOf(context, undefined);
    const graph = await readGraph(store, HEAD_GRAPH_KEY);
    return graph && new OpenGraph(store, graph);
  } catch (error) {
    if (error instanceof InputError) {
      context.signal.throwIfAborted();
      return undefined;
    }
    throw error;
  }
}

/** What making a graph tells a person. */
export function graphProgress(context: Context) {
  return {
    signal: context.signal,
    say: context.say,
    onProgress: progressLines((made: number, shards: number) => {
      context.say(`Tables of ${made} of ${countText(shards, "package")} are made`);
    }),
  };
}

function sayMade(context: Context, { added, isKept }: HeldGraph): void {
  if (added > 0) {
    const where = isKept ? "and kept" : "in memory";
    context.say(`Made tables and indexes of ${countText(added, "package")}, ${where}.`);
  }
}
