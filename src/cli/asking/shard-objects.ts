import { PartialShard } from "../../graph/objects/partial-shard.ts";
import type { OpenGraph } from "../../graph/questions/open-graph.ts";
import type { ShardObjects } from "../../shard/shard.ts";
import { type OpenShard, wholeShards } from "./dotted-answer.ts";
import type { Asked } from "./shard-choice.ts";

/** Opens as much of shards as a question needs: out of the parts of a graph where that has them, else whole. */
export function shardObjects(asked: Asked, graph: OpenGraph | undefined): OpenShard<ShardObjects> {
  const whole = wholeShards(asked);
  return async (entry) => {
    const partial = graph && (await PartialShard.open(graph, entry.digest));
    return partial === undefined
      ? await whole(entry)
      : { shard: partial, ask: (question, name) => partial.ask(question, name) };
  };
}
