import { DefaultRenderer, Listr, ListrLogger, type ListrTask, PRESET_TIMER, ProcessOutput } from "listr2";
import { secondsText } from "../../exec/figure.ts";
import { printableLine } from "../../exec/printable.ts";
import type { PackageEvent, Stage } from "../../run/package/events.ts";
import { type Context, wantsColor } from "../context.ts";

/** A stage is announced in a log only when it takes longer than this, so that what was kept is one line. */
const ANNOUNCE_AFTER_MILLISECONDS = 1500;

/** Stages whose progress is rare and worth a line of its own in a log: setting the machine up, what takes a build long. */
const TALKATIVE_STAGES: ReadonlySet<Stage> = new Set(["base", "build"]);

/** How a job ended, in one line. */
export interface Conclusion {
  failed: boolean;
  headline: string;
}

export interface Job {
  label: string;
  /** Never rejects: what failed is told by `failed`, so that one package never stops the others. */
  run(report: (event: PackageEvent) => void): Promise<Conclusion>;
}

/**
 * Runs jobs side by side and shows how far each is on standard error: a live list on a terminal, one line per event
 * elsewhere.
 *
 * @param concurrency how many run at a time
 */
export async function runWithProgress(
  context: Context,
  jobs: readonly Job[],
  concurrency: number,
): Promise<void> {
  if (wantsColor(process.stderr) && process.stderr.isTTY) {
    await runLive(jobs, concurrency);
  } else {
    await runInLines(context, jobs, concurrency);
  }
}

async function runLive(jobs: readonly Job[], concurrency: number): Promise<void> {
  const tasks = jobs.map(
    (job): ListrTask => ({
      title: job.label,
      task: async (_, task) => {
        const { failed, headline } = await job
          .run((event) => {
            if (event.event !== "end") {
              task.title = `${job.label}  ${event.stage}`;
              task.output = printableLine(event.detail ?? "…");
            }
          })
          .catch((error: unknown) => {
            // The list shows an error's message in place of the title.
            throw new Error(`${job.label}  ${interruption(error)}`, { cause: error });
          });
        if (failed) {
          throw new Error(`${job.label}  ${headline}`);
        }
        task.title = `${job.label}  ${headline}`;
      },
    }),
  );
  await new Listr(tasks, {
    concurrent: concurrency,
    exitOnError: false,
    registerSignalListeners: false,
    renderer: StderrRenderer,
    rendererOptions: {
      logger: new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stdout) }),
      timer: { ...PRESET_TIMER, condition: (duration) => duration > 500, field: secondsOf },
    },
  }).run();
}

function interruption(error: unknown): string {
  return printableLine(error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : String(error));
}

/** The live list tells what goes on and is no part of the answer, so it also shows when standard output is a pipe. */
class StderrRenderer extends DefaultRenderer {
  static override nonTTY = true;
}

function secondsOf(milliseconds: number): string {
  return secondsText(milliseconds / 1000);
}

async function runInLines(context: Context, jobs: readonly Job[], concurrency: number): Promise<void> {
  const width = Math.max(...jobs.map((job) => job.label.length));
  const waiting = [...jobs];
  async function worker(): Promise<void> {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      const lines = new StageLines(job.label.padEnd(width), context.say);
      const { failed, headline } = await job.run((event) => lines.show(event));
      lines.finish(`${failed ? "✗" : "✓"} ${headline}`);
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, jobs.length) }, worker));
}

class StageLines {
  readonly #prefix: string;
  readonly #say: (line: string) => void;
  #announcement: NodeJS.Timeout | undefined;

  constructor(prefix: string, say: (line: string) => void) {
    this.#prefix = prefix;
    this.#say = say;
  }

  show(event: PackageEvent): void {
    const detail = event.detail === undefined ? "" : `  ${event.detail}`;
    if (event.event === "begin") {
      this.#announcement = setTimeout(
        () => this.#line(event.stage, `…${detail}`),
        ANNOUNCE_AFTER_MILLISECONDS,
      );
      return;
    }
    if (event.event === "end") {
      clearTimeout(this.#announcement);
      this.#line(event.stage, `${event.kept ? "kept" : secondsText(event.seconds)}${detail}`);
      return;
    }
    if (TALKATIVE_STAGES.has(event.stage)) {
      clearTimeout(this.#announcement);
      this.#line(event.stage, event.detail);
    }
  }

  finish(text: string): void {
    clearTimeout(this.#announcement);
    this.#say(`${this.#prefix}  ${printableLine(text)}`);
  }

  #line(stage: Stage, text: string): void {
    this.#say(`${this.#prefix}  ${stage.padEnd(7)}  ${printableLine(text)}`);
  }
}
