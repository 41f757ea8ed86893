import pLimit from "p-limit";
import type { Store } from "../store.ts";
import { type PruneOptions, type PrunePlan, planPrune } from "./prune-plan.ts";

export interface Pruned extends PrunePlan {
  /** How many objects were deleted; `sizeBytes` is theirs. */
  deleted: number;
}

/** After so many deletions it is looked whether somebody began a run. */
const BATCH = 64;
const AT_ONCE = 8;

/**
 * Deletes what {@link planPrune} finds. Killed at any instant it leaves a store in which nothing leads to what is not
 * there; a run that begins meanwhile is seen, and what it relies on stays.
 *
 * @param onProgress called after each batch
 */
export async function prune(
  store: Store,
  options: PruneOptions & { onProgress?: (deleted: number, objects: number) => void },
): Promise<Pruned> {
  const total = { deleted: 0, sizeBytes: 0 };
  const deletedRuns = new Set<string>();
  for (;;) {
    const before = await runsMark(store);
    const plan = await planPrune(store, options);
    for (const id of plan.deletedRuns) {
      deletedRuns.add(id);
    }
    const objects = plan.steps.reduce((sum, step) => sum + step.length, total.deleted);
    const isDone = await deleteSteps(
      store,
      plan,
      before,
      (sizeBytes) => {
        total.deleted += 1;
        total.sizeBytes += sizeBytes;
        options.onProgress?.(total.deleted, objects);
      },
      options.signal,
    );
    if (isDone) {
      return { ...plan, ...total, deletedRuns: [...deletedRuns] };
    }
  }
}

/** @returns false where the plan is out of date, since somebody began or finished a run */
async function deleteSteps(
  store: Store,
  { steps }: PrunePlan,
  before: ReadonlySet<string>,
  onDeleted: (sizeBytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const limit = pLimit(AT_ONCE);
  for (const step of steps) {
    for (let first = 0; first < step.length; first += BATCH) {
      signal?.throwIfAborted();
      if ([...(await runsMark(store))].some((mark) => !before.has(mark))) {
        return false;
      }
      await limit.map(step.slice(first, first + BATCH), async ({ key, sizeBytes }) => {
        await store.remove(key);
        onDeleted(sizeBytes);
      });
    }
  }
  return true;
}

/** What is there of runs, with its last change. */
async function runsMark(store: Store): Promise<Set<string>> {
  const objects = await Array.fromAsync(store.list("runs/"));
  return new Set(
    objects
      .filter(({ key }) => /\/(run|manifest)\.json$/.test(key))
      .map(({ key, modified }) => `${key} ${modified.getTime()}`),
  );
}
