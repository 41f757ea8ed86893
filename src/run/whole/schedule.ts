/** Which jobs run at a time. */

import { availableParallelism, totalmem } from "node:os";

export interface ScheduledJob {
  /** What it may use at most. */
  memoryBytes: number;
  /** Rejects only where everything is to end; a job that fails says so in its own way. */
  run(): Promise<void>;
}

export interface Bounds {
  /** Jobs at a time. */
  jobs: number;
  /** For all that run at a time together. A job that wants more than this runs alone. */
  memoryBytes: number;
}

/** What this machine bears: a job for each processor, and what the sandboxes may use within its memory. */
export function machineBounds(jobs: number = Math.max(2, availableParallelism())): Bounds {
  // In a container of its own the machine's memory is not all ours.
  const limit = process.constrainedMemory();
  const memoryBytes = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return { jobs, memoryBytes: Math.floor(memoryBytes * SHARE_OF_MEMORY) };
}

/** The rest is for the engine, for building, and for this program. */
const SHARE_OF_MEMORY = 0.85;

/**
 * Runs jobs in their order, as many at a time as the bounds allow. One that does not fit lets later ones pass that do,
 * and runs when it fits: at the latest when nothing else runs.
 *
 * @throws what a job rejects with, when those that run have ended too; no further one is begun
 */
export async function runWithin(bounds: Bounds, jobs: readonly ScheduledJob[]): Promise<void> {
  const waiting = [...jobs];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let running = 0;
  let usedBytes = 0;
  let failure: { error: unknown } | undefined;

  function start(job: ScheduledJob): void {
    running += 1;
    usedBytes += job.memoryBytes;
    const finish = () => {
      running -= 1;
      usedBytes -= job.memoryBytes;
      startWhatFits();
    };
    job.run().then(finish, (error: unknown) => {
      waiting.length = 0;
      failure ??= { error };
      finish();
    });
  }

  function next(): ScheduledJob | undefined {
    const fits = (job: ScheduledJob) => usedBytes + job.memoryBytes <= bounds.memoryBytes;
    const at = running === 0 ? 0 : waiting.findIndex(fits);
    return running < bounds.jobs && at >= 0 ? waiting.splice(at, 1)[0] : undefined;
  }

  function startWhatFits(): void {
    for (let job = next(); job !== undefined; job = next()) {
      start(job);
    }
    if (running > 0) {
      return;
    }
    if (failure === undefined) {
      resolve();
    } else {
      reject(failure.error);
    }
  }

  startWhatFits();
  await promise;
}
