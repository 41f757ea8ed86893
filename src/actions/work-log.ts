import { endGroup, startGroup } from "@actions/core";
import { resultLine } from "../cli/results/run-lines.ts";
import { secondsText } from "../exec/figure.ts";
import type { PackageEvent } from "../run/package/events.ts";
import type { WorkWatcher } from "../run/whole/work.ts";
import type { Job } from "./action.ts";

/** Tells a runner's log what happens to each package, a line per stage that took time. */
export function logWork(job: Job, total: number): WorkWatcher {
  let done = 0;
  return {
    say: job.say,
    begin({ stem, version, todo }, attempt) {
      job.say(`${stem} ${version}: ${attempt === 1 ? todo.reason : "once more, alone"}`);
    },
    event({ stem }, event) {
      logEvent(job, stem, event);
    },
    end(planned, result, willRetry) {
      done += willRetry ? 0 : 1;
      job.say(`${willRetry ? "" : `[${done} of ${total}] `}${resultLine(planned, result, willRetry)}`);
      const lines = result.failure?.message.split("\n") ?? [];
      if (lines.length > 1) {
        startGroup(`Why ${planned.stem} failed`);
        lines.forEach(job.say);
        endGroup();
      }
    },
  };
}

/** Tells a runner's log what happens to one package. */
export function logEvent(job: Job, stem: string, event: PackageEvent): void {
  // How far importing is would be a line for each module.
  if (event.event === "progress" && event.stage !== "explore") {
    job.say(`  ${stem}  ${event.stage}  ${event.detail}`);
  }
  if (event.event === "end" && !event.kept) {
    const detail = event.detail === undefined ? "" : `  ${event.detail}`;
    job.say(`  ${stem}  ${event.stage}  ${secondsText(event.seconds)}${detail}`);
  }
}
