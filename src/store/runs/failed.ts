import { UsageError } from "../../errors/usage-error.ts";
import type { Store } from "../store.ts";
import { runsListFix, storeOption } from "../store-option.ts";
import { parseRunId } from "./id.ts";
import { readLatestRun } from "./latest.ts";
import { readRunPackages } from "./record.ts";

/**
 * The stems of the packages that failed in a run, sorted.
 *
 * @param id of the run; the newest one when left out
 * @throws UsageError where there is no such run
 */
export async function failedOfRun(store: Store, id?: string): Promise<string[]> {
  const packages =
    id === undefined
      ? (await readLatestRun(store))?.packages
      : await readRunPackages(store, parseRunId(id, store));
  if (packages === undefined) {
    throw new UsageError({
      message: id === undefined ? `${store.address} has no run yet` : `${store.address} has no run ${id}`,
      fix: `make one with ./scripts/importgraph run${storeOption(store)}; ${runsListFix(store)}`,
    });
  }
  return Object.entries(packages)
    .filter(([, { status }]) => status === "failed")
    .map(([stem]) => stem)
    .sort();
}
