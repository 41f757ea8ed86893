import { askedAndMissing, type ImportGivers } from "../../ask/taken/requirements.ts";
import { ExploredGivers } from "../../graph/requirements/import-givers.ts";
import type { Shard } from "../../shard/shard.ts";
import type { Context } from "../context.ts";
import { readyGraphOf } from "./graph-choice.ts";
import type { Asked } from "./shard-choice.ts";

/**
 * Who gives what a distribution imports and has not installed, by what a store has explored, and where it has a graph by what is
 * used of what it asks for.
 */
export async function knownGivers(
  context: Context,
  asked: Asked,
  run: string | undefined,
  shard: Shard,
): Promise<ImportGivers> {
  const isAllThere = askedAndMissing(shard).length === 0;
  const graph = isAllThere ? undefined : await readyGraphOf(context, asked, run);
  return await new ExploredGivers(Object.values(asked.shards)).forShard(shard, graph);
}
