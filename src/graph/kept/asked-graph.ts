import { InputError, type InputProblem } from "../../errors/input-error.ts";
import { type Graph, readGraph } from "../../page/graph-document.ts";
import { runGraphKey } from "../../page/graph-keys.ts";
import { readServedGraph } from "../../page/served-graph.ts";
import { eachOnce, type ShardAddress } from "../../store/layout.ts";
import { currentShards } from "../../store/runs/current-shards.ts";
import { parseRunId } from "../../store/runs/id.ts";
import type { Store } from "../../store/store.ts";
import { storeOption } from "../../store/store-option.ts";
import type { MakeGraphOptions } from "../index/make-graph.ts";
import { packsThatAreThere } from "../packs/packs-there.ts";
import type { HeadGraphOptions, HeldGraph } from "./head-graph.ts";
import { ofShards, readEarlierGraph } from "./read-kept.ts";

export interface AskedGraphOptions extends MakeGraphOptions {
  /** That of this run, as it was made with it. */
  run?: string | undefined;
  /** What commands that a person is told to give end with. Default: that they are to ask this store. */
  storeFlag?: string;
  /** Gets what a person should know of which run is the latest. */
  onProblem?: (problem: InputProblem) => void;
}

/**
 * The graph that a store is asked: of a run as it was made with it, else of what questions are answered from now. What is
 * missing of that is made.
 *
 * @throws InputError where nothing was explored, or the run has no graph
 */
export async function askedGraph(store: Store, options: AskedGraphOptions = {}): Promise<HeldGraph> {
  const { storeFlag = storeOption(store), onProblem } = options;
  const run = options.run === undefined ? undefined : parseRunId(options.run, store);
  if (run !== undefined) {
    const graph = await readGraph(store, runGraphKey(run));
    if (graph === undefined) {
      // Says so where there is no such run at all.
      await currentShards(store, run);
      throw new InputError({
        message: `run ${run} of ${store.address} has no tables and indexes: an earlier version made it`,
        fix: `make them: ./scripts/importgraph merge --run ${run}${storeFlag}`,
      });
    }
    return { store, graph, added: 0, isKept: true };
  }
  if (store.isReadOnly) {
    return { store, graph: (await readServedGraph(store)).graph, added: 0, isKept: true };
  }
  const shards = eachOnce(Object.values(await currentShards(store, undefined, onProblem)));
  if (shards.length === 0) {
    throw new InputError({
      message: `nothing was explored in ${store.address}`,
      fix: `explore a package first, such as: ./scripts/explore requests${storeFlag}`,
    });
  }
  return await headGraph(store, shards, options);
}

async function hasAllPacks(store: Store, { packs }: Graph): Promise<boolean> {
  return (await packsThatAreThere(store, packs)).size === packs.length;
}

/**
 * The graph of the shards that questions are answered from, which is made as far as it is missing: in the store, or in
 * memory where that cannot be written.
 *
 * @param shards each once
 * @throws UnreadableObjectError for a shard that is not there or damaged
 */
export async function headGraph(
  store: Store,
  shards: readonly ShardAddress[],
  options: HeadGraphOptions = {},
): Promise<HeldGraph> {
  const earlier = await readEarlierGraph(store, options.say ?? (() => undefined));
  const ready = earlier && ofShards(earlier, shards);
  // Whoever asks for what is missing gets what was lost meanwhile, too.
  const isWhole = options.keep !== true || ready === undefined || (await hasAllPacks(store, ready));
  if (ready !== undefined && isWhole) {
    return { store, graph: ready, added: 0, isKept: true };
  }
  // What makes a graph takes longer to load than most questions take.
  const { makeHeadGraph } = await import("./head-graph.ts");
  return await makeHeadGraph(store, shards, earlier, options);
}
