import type { Difference } from "../../../diff/diff.ts";
import { triedDifference } from "../../../diff/witness/tried.ts";
import { printableLine } from "../../../exec/printable.ts";
import { findTargets } from "../../../run/package/targets.ts";
import { witnessPackage } from "../../../run/package/witness.ts";
import type { Shard } from "../../../shard/shard.ts";
import type { Context } from "../../context.ts";
import { isFailed, type PackageOptions, runSettings, runTargets } from "../../package-jobs.ts";
import { countText } from "../../text.ts";
import { warn } from "../../warning.ts";
import type { Asked } from "../shard-choice.ts";

/**
 * A difference as {@link triedDifference} gives it. Where the release can't be had here that is said, and all is as it was.
 *
 * @param release the new one, as it was named
 */
export function witnessed(
  context: Context,
  { store }: Pick<Asked, "store">,
  old: Shard,
  release: string,
  found: Difference,
  options: PackageOptions,
): Promise<Difference> {
  return triedDifference(found, old, async (claims) => {
    const targets = await findTargets(context.root, [release]);
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
      return undefined;
    }
    return outcome.answers;
  });
}
