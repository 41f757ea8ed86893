import type { Difference } from "../../../diff/diff.ts";
import { type NoticedDifference, noticedDifference } from "../../../diff/noticed.ts";
import { usesOfDistribution } from "../../../graph/questions/users.ts";
import { STANDARD_LIBRARY } from "../../../releases/project-name.ts";
import type { Shard } from "../../../shard/shard.ts";
import type { Context } from "../../context.ts";
import { askedGraphOf, readyGraphOf } from "../graph-choice.ts";
import type { Asked } from "../shard-choice.ts";

/**
 * A difference with who of what was explored would notice, those changes first that most would. What a folder lacks of its
 * graph is made for that; elsewhere what is there answers.
 */
export async function noticed(
  context: Context,
  options: { store?: string },
  asked: Asked,
  { header }: Shard,
  found: Difference,
): Promise<NoticedDifference> {
  const { name } = header.distribution;
  const isAlone = Object.values(asked.shards).every((one) => [name, STANDARD_LIBRARY].includes(one.name));
  if (isAlone) {
    return found;
  }
  const graph =
    asked.store.folder === undefined
      ? await readyGraphOf(context, asked, undefined)
      : (await askedGraphOf(context, options)).graph;
  return graph === undefined ? found : noticedDifference(found, await usesOfDistribution(graph, name));
}
