import type { OpenGraph } from "../../graph/questions/open-graph.ts";
import type { AnsweringEntry } from "../../store/answering.ts";

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
