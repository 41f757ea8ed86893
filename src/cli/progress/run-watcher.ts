import { secondsText } from "../../exec/figure.ts";
import { printableLine } from "../../exec/printable.ts";
import { hasWork } from "../../plan/plan.ts";
import type { RunWatcher } from "../../run/whole/full-run.ts";
import type { RunLog } from "../../run/whole/log.ts";
import type { Bounds } from "../../run/whole/schedule.ts";
import type { Context } from "../context.ts";
import { Estimate, planLines, resultLine } from "../results/run-lines.ts";
import { runProgress } from "./run-progress.ts";

/** Tells a person how far a run is, and writes the same lines into the run's log. */
export function watchRun(context: Context, bounds: Bounds): RunWatcher & { close(): void } {
  const progress = runProgress(context.say);
  let log: RunLog | undefined;
  let estimate = new Estimate([], 1);
  let total = 0;

  function tell(text: string): void {
    const line = printableLine(text);
    log?.line(line);
    progress.line(line);
  }

  function showStatus(): void {
    const left = estimate.secondsLeft;
    progress.status(
      `${estimate.done} of ${total} done${left === undefined ? "" : `, about ${secondsText(left)} left`}`,
    );
  }

  return {
    say: tell,
    planned(plan, run) {
      const work = plan.packages.filter(hasWork);
      log = run?.log;
      total = work.length;
      estimate = new Estimate(work, Math.min(bounds.jobs, total));
      planLines(plan).forEach(tell);
      if (run !== undefined) {
        const left = estimate.secondsLeft;
        tell(`Run ${run.id}${left === undefined ? "" : `, about ${secondsText(left)}`}`);
      }
      showStatus();
    },
    begin(planned) {
      progress.begin(planned);
    },
    event(planned, event) {
      progress.event(planned, event);
    },
    end(planned, result, willRetry) {
      progress.end(planned);
      if (!willRetry) {
        estimate.finished(planned.stem, result.seconds);
      }
      const left = estimate.done === total ? undefined : estimate.secondsLeft;
      const count = willRetry ? "" : `[${estimate.done} of ${total}] `;
      tell(
        `${count}${resultLine(planned, result, willRetry)}${left === undefined ? "" : `; about ${secondsText(left)} left`}`,
      );
      showStatus();
    },
    finished() {
      log = undefined;
      progress.status("publishing …");
    },
    close: () => progress.close(),
  };
}
