import type { Shard } from "../../shard/shard.ts";
import { type Difference, LEVELS } from "../diff.ts";
import { type Claim, claimOf } from "./claims.ts";
import { type Answer, judged } from "./verdicts.ts";

/**
 * A difference whose breaking changes were tried in the new release: what was contradicted is not called breaking any more.
 *
 * @param tryAll tries claims there, and gives answers by their positions; undefined where nothing could be tried
 */
export async function triedDifference(
  found: Difference,
  old: Shard,
  tryAll: (claims: Claim[]) => Promise<ReadonlyMap<number, Answer> | undefined>,
): Promise<Difference> {
  const tried = found.changes.flatMap((change, index) => {
    const claim = claimOf(change, old);
    return claim === undefined ? [] : [{ index, claim }];
  });
  const answers = tried.length === 0 ? undefined : await tryAll(tried.map(({ claim }) => claim));
  if (answers === undefined) {
    return found;
  }
  const changes = [...found.changes];
  for (const [position, { index }] of tried.entries()) {
    const [change, answer] = [changes[index], answers.get(position)];
    if (change !== undefined && answer !== undefined) {
      changes[index] = judged(change, answer);
    }
  }
  return { ...found, changes: changes.sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level)) };
}
