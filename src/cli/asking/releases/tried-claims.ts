import { countText } from "../../../exec/figure.ts";
import { printableLine } from "../../../exec/printable.ts";
import { findTargets } from "../../../run/package/targets.ts";
import { type WitnessedOutcome, witnessPackage } from "../../../run/package/witness.ts";
import type { Store } from "../../../store/store.ts";
import type { Context } from "../../context.ts";
import { isFailed, type PackageOptions, runSettings, runTargets } from "../../package-jobs.ts";
import { warn } from "../../warning.ts";

type Witnessed = Parameters<typeof witnessPackage>;

/**
 * Tries claims in the image of a release, in a sandbox.
 *
 * @param words what is tried, as a clause that goes before "was not tried", and what a claim is called
 * @returns answers by the places of their claims; undefined, with a warning, where the release can't be had here
 */
export async function triedClaims(
  context: Context,
  store: Store,
  release: string,
  claims: Witnessed[1],
  options: PackageOptions,
  words: { tried: string; claim: string },
): Promise<WitnessedOutcome["answers"] | undefined> {
  const targets = await findTargets(context.root, [release]);
  const [outcome] = await runTargets(
    context,
    targets,
    store,
    options,
    (target, workshop, report) =>
      witnessPackage(target, claims, runSettings(context, options, store), workshop, report),
    ({ answers }) => ({ failed: false, headline: `${countText(answers.size, words.claim)} tried` }),
  );
  if (outcome === undefined || isFailed(outcome)) {
    warn(context, {
      message: `${words.tried} not tried in ${printableLine(release)}: ${outcome?.message ?? "it is no release"}`,
    });
    return undefined;
  }
  return outcome.answers;
}
