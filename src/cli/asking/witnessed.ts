import { type Difference, LEVELS } from "../../diff/diff.ts";
import { claimOf } from "../../diff/witness/claims.ts";
import { judged } from "../../diff/witness/verdicts.ts";
import { printableLine } from "../../exec/printable.ts";
import { findTargets } from "../../run/package/targets.ts";
import { witnessPackage } from "../../run/package/witness.ts";
import type { Shard } from "../../shard/shard.ts";
import type { Context } from "../context.ts";
import { isFailed, type PackageOptions, runSettings, runTargets } from "../package-jobs.ts";
import { countText } from "../text.ts";
import { warn } from "../warning.ts";
import type { Asked } from "./shard-choice.ts";

/**
 * A difference whose breaking changes were tried in the new release: what was contradicted is not called breaking any more.
 * Where the release can't be had here that is said, and all is as it was.
 *
 * @param release the new one, as it was named
 */
export async function witnessed(
  context: Context,
  { store }: Asked,
  old: Shard,
  release: string,
  found: Difference,
  options: PackageOptions,
): Promise<Difference> {
  const tried = found.changes.flatMap((change, index) => {
    const claim = claimOf(change, old);
    return claim === undefined ? [] : [{ index, claim }];
  });
  if (tried.length === 0) {
    return found;
  }
  const targets = await findTargets(context.root, [release]);
  const claims = tried.map(({ claim }) => claim);
  const [outcome] = await runTargets(
    context,
    targets,
    store,
    options,
    (target, workshop, report) =>
      witnessPackage(target, claims, runSettings(context, options, store), workshop, report),
    ({ answers }) => ({ failed: false, headline: `${countText(answers.size, "claim")} tried` }),
  );
  if (outcome === undefined || isFailed(outcome)) {
    warn(context, {
      message: `what breaks was not tried in ${printableLine(release)}: ${outcome?.message ?? "it is no release"}`,
    });
    return found;
  }
  const changes = [...found.changes];
  for (const [position, { index }] of tried.entries()) {
    const [change, answer] = [changes[index], outcome.answers.get(position)];
    if (change !== undefined && answer !== undefined) {
      changes[index] = judged(change, answer);
    }
  }
  return { ...found, changes: changes.sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level)) };
}
