/** Repairs for jobs that go on with other packages, whatever becomes of one. */

import { InputError } from "../errors/input-error.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import type { Fields } from "./candidates/change.ts";
import type { Repair } from "./outcome/conclusion.ts";
import { notTried, type Proposal, proposalOf } from "./outcome/proposal.ts";
import { minimisePkginfo, type RepairOptions, repair } from "./repair.ts";
import { TransientFailure } from "./trying/attempt.ts";

/**
 * Searches for a change with which a release can be explored.
 *
 * @throws the reason of the workshop's signal when that was aborted
 */
export async function proposeRepair(fields: Fields, options: RepairOptions): Promise<Proposal> {
  return await proposed(() => repair(fields, options), options);
}

/** Searches for what a pkginfo does not need any more; it is `sound` where that is nothing. */
export async function proposeSmaller(pkginfo: Pkginfo, options: RepairOptions): Promise<Proposal> {
  return await proposed(() => minimisePkginfo(pkginfo, options), options);
}

async function proposed(
  search: () => Promise<Repair>,
  { workshop, limits }: RepairOptions,
): Promise<Proposal> {
  if (limits.seconds <= 0) {
    return notTried("there was no time left for it");
  }
  try {
    return proposalOf(await search());
  } catch (error) {
    workshop.signal.throwIfAborted();
    if (!(error instanceof InputError || error instanceof TransientFailure)) {
      throw error;
    }
    return notTried(error.message.split("\n", 1)[0] ?? "");
  }
}
