import type { Difference } from "../../../diff/diff.ts";
import { triedDifference } from "../../../diff/witness/tried.ts";
import type { Shard } from "../../../shard/shard.ts";
import type { Context } from "../../context.ts";
import type { PackageOptions } from "../../package-jobs.ts";
import type { Asked } from "../shard-choice.ts";
import { triedClaims } from "./tried-claims.ts";

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
  const words = { tried: "what breaks was", claim: "claim" };
  return triedDifference(found, old, (claims) =>
    triedClaims(context, store, release, claims, options, words),
  );
}
