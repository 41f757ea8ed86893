import { readManifest } from "../store/runs/record.ts";
import { listRunIds } from "../store/runs/reservation.ts";
import type { Store } from "../store/store.ts";

/** What a job takes besides its packages. */
export interface JobSeconds {
  seconds: number;
  /** `measured`: the median of jobs of earlier runs; `usual`: nobody knows better. */
  origin: "given" | "measured" | "usual";
  /** How many jobs were measured. */
  jobs: number;
}

/** Where no earlier run tells: a runner that starts, fetches sources and a base, and keeps an artifact. */
const USUAL_SECONDS = 90;
/** So many runs are looked at: enough to have seen slow and fast machines. */
const RUNS = 5;

/**
 * What to reckon with for each job: what somebody gives, else what the jobs of a store's newest runs took.
 *
 * @param store where the runs are, if there are any
 */
export async function jobSeconds(given: number | undefined, store: Store | undefined): Promise<JobSeconds> {
  if (given !== undefined) {
    return { seconds: given, origin: "given", jobs: 0 };
  }
  const measured = store === undefined ? [] : await measuredIn(store);
  const seconds = measured.sort((left, right) => left - right)[Math.floor(measured.length / 2)];
  return seconds === undefined
    ? { seconds: USUAL_SECONDS, origin: "usual", jobs: 0 }
    : { seconds, origin: "measured", jobs: measured.length };
}

async function measuredIn(store: Store): Promise<number[]> {
  const complete = (await listRunIds(store)).filter(({ isComplete }) => isComplete).slice(-RUNS);
  const manifests = await Promise.all(complete.map(({ id }) => readManifest(store, id)));
  return manifests.flatMap((manifest) => manifest?.jobs?.setUpSeconds ?? []);
}
