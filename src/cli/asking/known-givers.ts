import { askedAndMissing, type ImportGivers } from "../../ask/taken/requirements.ts";
import { importGivers, usedNamesOf } from "../../graph/questions/import-givers.ts";
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
  const explored = Object.values(asked.shards);
  const names = new Set(explored.map(({ name }) => name));
  const open = askedAndMissing(shard).filter((name) => !names.has(name));
  const graph = open.length === 0 ? undefined : await readyGraphOf(context, asked, run);
  return importGivers(explored, graph && (await usedNamesOf(graph, open)));
}
