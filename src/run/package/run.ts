import { join } from "node:path";
import { type OutputLog, openOutputLog } from "../../exec/output-log.ts";
import { type PackageEvent, StageClock } from "./events.ts";
import { failureText, type PackageOutcome } from "./outcome.ts";
import type { Target } from "./targets.ts";
import { type PackageTask, prepareTask, type TaskPlaces } from "./task.ts";
import { isTransientError } from "./transient.ts";
import type { Workshop } from "./workshop.ts";

export interface RunSettings {
  /** The program's own folder, which has `baseimage/` and the explorer. */
  home: string;
  places: TaskPlaces;
  /** Where the output of each package is kept. */
  logFolder: string;
  /** A lock or Dockerfile of the repository that is missing or stale is an error, not made anew. */
  frozen: boolean;
}

/** Gets what happens to the package, for whoever waits. */
export type Report = (event: PackageEvent) => void;

/** One package on its way. */
export interface PackageRun {
  task: PackageTask;
  clock: StageClock;
  /** The log of making the image, begun anew when it is first written to: a package that is kept keeps its log. */
  openLog: () => OutputLog;
  /** What the package prints while it is explored, in a log of its own. */
  openExploreLog: () => OutputLog;
}

/**
 * Does something with one package. An error becomes its outcome, so that others go on.
 *
 * @throws the reason of the workshop's signal when that was aborted
 */
export async function runPackage<Done>(
  target: Target,
  settings: RunSettings,
  workshop: Workshop,
  report: Report,
  action: (run: PackageRun) => Promise<Done>,
): Promise<PackageOutcome<Done>> {
  const clock = new StageClock(report);
  const started = performance.now();
  const logs = new Map<string, OutputLog>();
  const openLog = (name: string): OutputLog => {
    const log = logs.get(name) ?? openOutputLog(join(settings.logFolder, `${name}.log`));
    logs.set(name, log);
    return log;
  };
  const closeAll = () => Promise.all([...logs.values()].map((log) => log.close()));
  const soFar = () => ({
    label: target.label,
    stages: clock.times,
    seconds: (performance.now() - started) / 1000,
    logPath: [...logs.values()].at(-1)?.path,
  });
  try {
    const task = await prepareTask(target, settings.places, workshop, clock, openLog);
    const done = await action({
      ...{ task, clock },
      openLog: () => openLog(task.stem),
      openExploreLog: () => openLog(`${task.stem}.explore`),
    });
    // What can't be written into a log is this package's failure, and stops no other one.
    await closeAll();
    return { ...soFar(), ...done };
  } catch (error) {
    workshop.signal.throwIfAborted();
    const stage = clock.failedStage ?? "look up";
    const isTransient = isTransientError(error);
    return { ...soFar(), status: "failed", stage, message: failureText(error), isTransient };
  } finally {
    await closeAll().catch(() => undefined);
  }
}
