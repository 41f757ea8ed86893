/** The steps that one package goes through, in order. */
export type Stage = "look up" | "lock" | "base" | "build" | "explore" | "write";

/** What happens to one package while it is worked on; the terminal, a log and an action show it each in their way. */
export type PackageEvent =
  | { event: "begin"; stage: Stage; detail?: string }
  /** How far a stage is, such as the module that is imported just now. */
  | { event: "progress"; stage: Stage; detail: string }
  /** `kept` when nothing had to be done. */
  | { event: "end"; stage: Stage; detail?: string; seconds: number; kept: boolean };

export interface StageTime {
  stage: Stage;
  seconds: number;
  kept: boolean;
  detail?: string;
}

/**
 * Times the stages of one package and reports them.
 *
 * A stage that throws is remembered as the one that failed.
 */
export class StageClock {
  readonly times: StageTime[] = [];
  failedStage: Stage | undefined;
  readonly #report: (event: PackageEvent) => void;

  constructor(report: (event: PackageEvent) => void) {
    this.#report = report;
  }

  progress(stage: Stage, detail: string): void {
    this.#report({ event: "progress", stage, detail });
  }

  async time<T>(
    stage: Stage,
    action: () => Promise<T>,
    describe: (result: T) => { kept?: boolean; detail?: string } = () => ({}),
  ): Promise<T> {
    const started = performance.now();
    this.#report({ event: "begin", stage });
    let result: T;
    try {
      result = await action();
    } catch (error) {
      this.failedStage ??= stage;
      throw error;
    }
    const { kept = false, detail } = describe(result);
    const seconds = (performance.now() - started) / 1000;
    const time = { stage, seconds, kept, ...(detail === undefined ? {} : { detail }) };
    this.times.push(time);
    this.#report({ event: "end", ...time });
    return result;
  }
}
