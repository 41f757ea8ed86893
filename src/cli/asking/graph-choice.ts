import { InputError } from "../../errors/input-error.ts";
import type { HeldGraph } from "../../graph/kept/head-graph.ts";
import { ofShards, readEarlierGraph } from "../../graph/kept/read-kept.ts";
import { OpenGraph } from "../../graph/questions/open-graph.ts";
import { readGraph } from "../../page/graph-document.ts";
import { HEAD_GRAPH_KEY, runGraphKey } from "../../page/graph-keys.ts";
import { eachOnce } from "../../store/layout.ts";
import { currentShards } from "../../store/runs/current-shards.ts";
import { parseRunId } from "../../store/runs/id.ts";
import type { Store } from "../../store/store.ts";
import { type Context, storeFlag, storeOf } from "../context.ts";
import { progressLines } from "../progress/lines.ts";
import { countText } from "../text.ts";
import { warn } from "../warning.ts";
import { servedGraph } from "./served-graph.ts";
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
  if (options.run !== undefined) {
    const run = parseRunId(options.run);
    const graph = await readGraph(store, runGraphKey(run));
    if (graph === undefined) {
      // Says so where there is no such run at all.
      await currentShards(store, run);
      throw new InputError({
        message: `run ${run} of ${store.address} has no tables and indexes: an earlier version made it`,
        fix: `make them: ./scripts/importgraph merge --run ${run}${flag}`,
      });
    }
    return { graph: new OpenGraph(store, graph), store, storeFlag: flag };
  }
  if (store.isReadOnly) {
    return { graph: await servedGraph(store), store, storeFlag: flag };
  }
  const shards = eachOnce(
    Object.values(await currentShards(store, undefined, (problem) => warn(context, problem))),
  );
  if (shards.length === 0) {
    throw new InputError({
      message: `nothing was explored in ${store.address}`,
      fix: `explore a package first, such as: ./scripts/explore requests${flag}`,
    });
  }
  const earlier = await readEarlierGraph(store, context.say);
  const ready = earlier && ofShards(earlier, shards);
  if (ready !== undefined) {
    return { graph: new OpenGraph(store, ready), store, storeFlag: flag };
  }
  // What makes a graph takes longer to load than most questions take.
  const { makeHeadGraph } = await import("../../graph/kept/head-graph.ts");
  const held = await makeHeadGraph(store, shards, earlier, graphProgress(context));
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
    const key = run === undefined ? HEAD_GRAPH_KEY : runGraphKey(parseRunId(run));
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

function sayMade(context: Context, { added, store }: HeldGraph): void {
  if (added > 0) {
    const where = store.folder === undefined ? "in memory" : "and kept";
    context.say(`Made tables and indexes of ${countText(added, "package")}, ${where}.`);
  }
}
