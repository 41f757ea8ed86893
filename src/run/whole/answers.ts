import type { Plan } from "../../plan/plan.ts";
import { readHead, type ShardEntry, updateHeads } from "../../store/layout.ts";
import { currentShards } from "../../store/runs/current-shards.ts";
import type { Store } from "../../store/store.ts";

/**
 * Makes questions be answered from what a plan found to be done already, where they are not: a package was changed and
 * changed back, or whoever explored it was killed before the head said so. What somebody confirmed since then stays.
 *
 * @throws InputError where the store cannot be read or written
 */
export async function ensureAnswers(store: Store, plan: Plan): Promise<void> {
  const [current, head] = await Promise.all([currentShards(store), readHead(store)]);
  const wrong = plan.packages.flatMap(({ stem, todo }): [string, ShardEntry][] => {
    const isWrong = (entry: ShardEntry | undefined) =>
      todo.work === "none" && (entry?.digest !== todo.shard.digest || entry.shardKey !== todo.shard.shardKey);
    const answersWrong = isWrong(current[stem]) || (head[stem] !== undefined && isWrong(head[stem]));
    return todo.work === "none" && answersWrong ? [[stem, todo.shard]] : [];
  });
  if (wrong.length > 0) {
    await updateHeads(store, new Map(wrong), plan.madeAt);
  }
}
