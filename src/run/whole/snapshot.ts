/** What a run says of each package, and whether that is anything new. */

import { libraryPython } from "../../pkginfo/standard-library.ts";
import type { Plan, PlannedPackage, PlannedWork } from "../../plan/plan.ts";
import { hasWork } from "../../plan/plan.ts";
import type { ShardEntry } from "../../store/layout.ts";
import type { RunPackage, RunPackages } from "../../store/runs/record.ts";
import type {
  ExploredOutcome,
  FailedOutcome,
  PackageOutcome,
  ReportableOutcome,
} from "../package/outcome.ts";

/** What became of one package of a plan, after all attempts. */
export interface WorkResult {
  outcome: PackageOutcome<ExploredOutcome>;
  attempts: number;
  /** Of all attempts together. */
  seconds: number;
}

/** How many modules are listed with their seconds, and how many tracebacks. */
export const MOST_MODULES = 20;

/** What a run says of a package that it worked on, without what it may carry for it. */
export function workedPackage(planned: PlannedWork, { outcome, attempts, seconds }: WorkResult): RunPackage {
  const { name, version, python, todo } = planned;
  const common = {
    ...{ name, version, reason: todo.reason, attempts, seconds: rounded(seconds) },
    secondsByStage: Object.fromEntries(
      outcome.stages.filter(({ kept }) => !kept).map((time) => [time.stage, rounded(time.seconds)]),
    ),
    ...(todo.keys && { imageKey: todo.keys.imageKey }),
  };
  if (outcome.status === "failed") {
    const { stage, message, isTransient } = outcome as FailedOutcome;
    return {
      ...common,
      ...(python !== undefined && { python }),
      status: isTransient ? "unstable" : "failed",
      failure: { stage, message },
    };
  }
  const { entry, moduleReports, problemsByStage } = outcome as ExploredOutcome;
  const reports = [...moduleReports];
  const slowest = reports.sort(([, a], [, b]) => b.seconds - a.seconds).slice(0, MOST_MODULES);
  const tracebacks = reports.flatMap(([module, { traceback }]) =>
    traceback === undefined ? [] : [[module, traceback] as const],
  );
  return {
    ...common,
    ...{ version: entry.version, python: entry.python },
    status: entry.unstable === true ? "unstable" : "explored",
    shard: entry,
    secondsByModule: Object.fromEntries(slowest.map(([module, report]) => [module, rounded(report.seconds)])),
    problemsByStage,
    tracebacks: Object.fromEntries(tracebacks.slice(0, MOST_MODULES)),
  };
}

/** What a run says of a package that it worked on, as one outcome: for whoever reports it. */
export function reportable({ failure, shard, seconds }: RunPackage): ReportableOutcome {
  return shard === undefined || failure !== undefined
    ? {
        status: "failed",
        seconds,
        stage: failure?.stage ?? "explore",
        message: failure?.message ?? "no result came",
      }
    : { status: "explored", seconds, entry: shard };
}

/**
 * The whole of a run: what was worked on as it turned out, everything else as the newest run has it. A package that
 * failed or was not asked for carries its last good shard.
 *
 * @param results by stem; one that is missing counts as failed, which is what became of a job that was cut off
 */
export function snapshotOf(plan: Plan, results: RunPackages): RunPackages {
  const packages = plan.packages.flatMap((planned): [string, RunPackage][] => {
    const said = hasWork(planned)
      ? carrying(plan, planned, results[planned.stem] ?? missingResult(planned))
      : untouched(plan, planned);
    return said === undefined ? [] : [[planned.stem, said]];
  });
  const used = new Set(
    packages.flatMap(([stem, { shard }]) => (isLibrary(stem) ? [] : (shard?.python ?? []))),
  );
  const left = new Set(plan.packages.flatMap(({ stem, todo }) => (todo.work === "leave" ? [stem] : [])));
  // The standard library of a Python that nothing is explored on any more is needed by nobody.
  return Object.fromEntries(
    packages.filter(([stem, { python = "" }]) => !(isLibrary(stem) && left.has(stem)) || used.has(python)),
  );
}

function isLibrary(stem: string): boolean {
  return libraryPython(stem) !== undefined;
}

function missingResult({ name, version, todo }: PlannedWork): RunPackage {
  const failure = { stage: "explore", message: "no result came: the job that it was given to was cut off" };
  return { ...{ name, version, status: "failed", reason: todo.reason, failure }, attempts: 0, seconds: 0 };
}

/** What was worked on, with the last good shard where this run has none that is as good. */
function carrying(plan: Plan, planned: PlannedWork, result: RunPackage): RunPackage {
  const last = planned.lastShard;
  if (last === undefined || (result.shard !== undefined && !isWorse(result.shard, last))) {
    return result;
  }
  return { ...result, ...carriedShard(plan, planned) };
}

/** For want of time or memory, less of the same release was explored than before. */
function isWorse(shard: ShardEntry, last: ShardEntry): boolean {
  return (
    shard.unstable === true &&
    last.version === shard.version &&
    last.python === shard.python &&
    last.modules > shard.modules
  );
}

function carriedShard(plan: Plan, { previous, lastShard }: PlannedPackage): Partial<RunPackage> {
  const shardOf = previous?.shardOf ?? plan.latest;
  const { problemsByStage, confirmedAt } = previous ?? {};
  return lastShard === undefined
    ? {}
    : {
        shard: lastShard,
        ...(shardOf !== undefined && { shardOf }),
        ...(problemsByStage && { problemsByStage }),
        ...(confirmedAt !== undefined && { confirmedAt }),
      };
}

function untouched(plan: Plan, planned: PlannedPackage): RunPackage | undefined {
  const { name, version, python, previous, todo } = planned;
  const common = {
    ...{ name, version, ...(python !== undefined && { python }) },
    ...{ attempts: 0, seconds: 0 },
  };
  switch (todo.work) {
    case "none":
      return {
        ...common,
        ...(todo.isNews
          ? { status: "explored", reason: "explored since the last run", shard: todo.shard }
          : { status: "carried", reason: "nothing changed", ...carriedShard(plan, planned) }),
        confirmedAt: plan.madeAt,
      };
    case "skip":
      return { ...common, status: "skipped", reason: todo.reason };
    case "refuse": {
      const failure = { stage: todo.problems === undefined ? "lock" : "pkginfo", message: todo.message };
      return {
        ...common,
        status: "failed",
        reason: `its ${todo.problems === undefined ? "lock" : "pkginfo"} can't be used`,
        failure,
        ...carriedShard(plan, planned),
      };
    }
    default:
      return previous && notAskedFor(plan, planned, previous);
  }
}

/** That it failed last time is not forgotten because it was not asked for this time. */
function notAskedFor(plan: Plan, planned: PlannedPackage, previous: RunPackage): RunPackage {
  const { status, failure, reason } = previous;
  const stays = status === "failed" || status === "unstable";
  return {
    ...{ name: previous.name, version: previous.version },
    ...(previous.python !== undefined && { python: previous.python }),
    ...(stays ? { status, reason } : { status: "carried", reason: "not asked for" }),
    ...(failure && { failure }),
    ...{ attempts: 0, seconds: 0 },
    ...carriedShard(plan, planned),
  };
}

function rounded(seconds: number): number {
  return Number(seconds.toFixed(3));
}

/** Whether a run holds another snapshot than the newest one: other shards, or another status of a package. */
export function isNewSnapshot(packages: RunPackages, plan: Plan): boolean {
  return (
    plan.latest === undefined ||
    plan.removed.length > 0 ||
    plan.packages.some(({ stem, previous }) => !isSame(packages[stem], previous))
  );
}

function isSame(left: RunPackage | undefined, right: RunPackage | undefined): boolean {
  return (
    left?.shard?.digest === right?.shard?.digest &&
    left?.shard?.shardKey === right?.shard?.shardKey &&
    settled(left) === settled(right)
  );
}

/** The status as the next run looks at it: what was explored by the last run is carried by this one. */
function settled(said: RunPackage | undefined): string | undefined {
  return said?.status === "explored" ? "carried" : said?.status;
}
