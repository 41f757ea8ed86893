import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { UsageError } from "../errors/usage-error.ts";
import type { FailedOutcome, PackageOutcome } from "../run/package/outcome.ts";
import type { Report, RunSettings } from "../run/package/run.ts";
import type { Target } from "../run/package/targets.ts";
import type { Workshop } from "../run/package/workshop.ts";
import type { Store } from "../store/store.ts";
import { type Context, withWorkshop, workFolderOf } from "./context.ts";
import { type Conclusion, runWithProgress } from "./progress/package-progress.ts";

/** The options that commands which work on packages share. */
export interface PackageOptions {
  store?: string;
  frozen?: boolean;
  force?: boolean;
  jobs?: string;
  json?: boolean;
}

/** Declares {@link PackageOptions}. */
export function withPackageOptions(command: Command): Command {
  return command
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option("--frozen", "a lock or Dockerfile that is missing or stale is an error, not made anew")
    .option("--force", "do it again though nothing changed")
    .option("--jobs <number>", "how many packages at a time (default: the number of processors)")
    .option("--json", "for a program: an array of what became of each package");
}

export function runSettings(
  context: Context,
  options: PackageOptions,
  store: Store,
): RunSettings & { force: boolean } {
  const workFolder = workFolderOf(context, store);
  return {
    home: context.home,
    places: { root: context.root, scratchFolder: join(workFolder, "scratch") },
    logFolder: join(workFolder, "logs"),
    frozen: options.frozen === true,
    force: options.force === true,
  };
}

/**
 * Does something with each target, some at a time, and shows how far each is.
 *
 * @param conclude what is said of one that was carried through, and whether that is a failure for all that
 * @returns the outcomes in the order of the targets
 */
export async function runTargets<Done>(
  context: Context,
  targets: readonly Target[],
  store: Store,
  options: PackageOptions,
  action: (target: Target, workshop: Workshop, report: Report) => Promise<PackageOutcome<Done>>,
  conclude: (done: Exclude<PackageOutcome<Done>, FailedOutcome>) => Conclusion,
): Promise<PackageOutcome<Done>[]> {
  const outcomes = new Map<Target, PackageOutcome<Done>>();
  const jobsIn = (workshop: Workshop) =>
    targets.map((target) => ({
      label: target.label,
      run: async (report: Report) => {
        const outcome = await action(target, workshop, report);
        outcomes.set(target, outcome);
        return isFailed(outcome)
          ? { failed: true, headline: `failed at the stage "${outcome.stage}"` }
          : conclude(outcome as Exclude<PackageOutcome<Done>, FailedOutcome>);
      },
    }));
  const concurrency = jobsOf(options.jobs);
  await withWorkshop(context, (workshop) => runWithProgress(context, jobsIn(workshop), concurrency), store);
  context.signal.throwIfAborted();
  return targets.flatMap((target) => outcomes.get(target) ?? []);
}

export function isFailed<Done>(
  outcome: PackageOutcome<Done>,
): outcome is PackageOutcome<never> & FailedOutcome {
  return (outcome as { status?: unknown }).status === "failed";
}

/** @throws UsageError for what is no number of jobs */
export function jobsOf(option: string | undefined): number {
  if (option === undefined) {
    return Math.max(2, availableParallelism());
  }
  const jobs = Number(option);
  if (!Number.isInteger(jobs) || jobs < 1) {
    throw new UsageError({ message: `--jobs takes a whole number from 1, found "${option}"` });
  }
  return jobs;
}
