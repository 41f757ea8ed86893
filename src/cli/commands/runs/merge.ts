import { Command } from "commander";
import { countText, secondsText } from "../../../exec/figure.ts";
import { printableJson } from "../../../exec/printable.ts";
import { headGraph } from "../../../graph/kept/asked-graph.ts";
import { commitTables } from "../../../graph/kept/commit-tables.ts";
import { makeGraphOfRun } from "../../../graph/kept/run-graph.ts";
import { segmentBytes } from "../../../page/graph-document.ts";
import { eachOnce } from "../../../store/layout.ts";
import { currentShards } from "../../../store/runs/current-shards.ts";
import { parseRunId } from "../../../store/runs/id.ts";
import { graphProgress } from "../../asking/graph-choice.ts";
import { RUN_OPTION } from "../../asking/shard-choice.ts";
import { type Context, storeOf } from "../../context.ts";
import { shownPath, sizeText } from "../../text.ts";
import { warn } from "../../warning.ts";

interface MergeOptions {
  store?: string;
  run?: string;
  json?: boolean;
}

/** `importgraph merge`: tables and indexes of what a store has. Runs make their own, and questions what they need. */
export function mergeCommand(context: Context): Command {
  return new Command("merge")
    .description("make tables and indexes of what was explored (runs, and questions, do so by themselves)")
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option(...RUN_OPTION)
    .option("--json", "for a program: {shards, added, layers, indexBytes, seconds}")
    .action((options: MergeOptions) => merge(context, options));
}

async function merge(context: Context, options: MergeOptions): Promise<void> {
  const started = performance.now();
  const store = await storeOf(context, options.store);
  const run = options.run === undefined ? undefined : parseRunId(options.run, store);
  const current = await currentShards(store, run, (problem) => warn(context, problem));
  const shards = eachOnce(Object.values(current));
  const { graph, added } =
    run === undefined
      ? await headGraph(store, shards, { ...graphProgress(context), keep: true })
      : await makeGraphOfRun(store, run, shards, graphProgress(context));
  await commitTables(store, context.signal);
  const seconds = (performance.now() - started) / 1000;
  const indexBytes = segmentBytes(graph);
  context.out(
    options.json === true
      ? printableJson({ shards: graph.shards, added, layers: graph.layers.length, indexBytes, seconds })
      : `${context.colors.green("✓")} ${countText(graph.shards, "package")} in ${shownPath(store.address)}, ${added} of them new: indexes of ${sizeText(indexBytes)}, ${secondsText(seconds)}`,
  );
}
