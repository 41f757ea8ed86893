import { excerpt } from "../../shard/excerpt.ts";
import type { SessionStage } from "./protocol.ts";

/** A stage, and the module it is about (empty for `site` and `setup`). */
export interface Step {
  stage: SessionStage;
  module: string;
}

/** Imports within an import that are followed at once; Python itself allows no more. */
const MAX_INSIDE = 10_000;

/** How often a stage of one module may begin, where that is more than once. */
const MOST_TIMES: Partial<Record<SessionStage, number>> = {
  setup: Number.POSITIVE_INFINITY,
  import: 2,
  walk: Number.POSITIVE_INFINITY,
  source: Number.POSITIVE_INFINITY,
};

/** Keeps the order of a session's steps: what has begun and ended, what runs, and how long it took. */
export class StepLog {
  readonly #begun = new Map<string, number>();
  readonly #seconds = new Map<string, number>();
  readonly #entered = new Set<string>();
  #current: Step | undefined;
  #last: Step | undefined;
  #inside: string[] = [];
  #progress = 0;
  #imports = 0;
  #setups = 0;

  /** The step that runs, undefined between two. */
  get current(): Step | undefined {
    return this.#current;
  }

  /** The module at work in the step that runs; between two, the step before: what it started may still be running. */
  get atWork(): Step | undefined {
    const module = this.#inside.at(-1);
    return this.#current !== undefined && module !== undefined
      ? { stage: "import", module }
      : (this.#current ?? this.#last);
  }

  /** Changes when something goes on: a step begins or ends, or a module that another one imports. */
  get progress(): number {
    return this.#progress;
  }

  /** How many modules have been imported, or found impossible to import. */
  get finishedImports(): number {
    return this.#imports;
  }

  /** How many setups have begun; they run in the order of the job, each a step. */
  get begunSetups(): number {
    return this.#setups;
  }

  /** The modules whose import has ended, in that order. */
  get importedModules(): string[] {
    const imports = [...this.#seconds.keys()].filter((key) => key.startsWith("import "));
    return imports.map((key) => key.slice("import ".length));
  }

  /** Seconds of each module, all its stages together, as the explorer says. */
  get secondsOfModules(): Map<string, number> {
    const seconds = new Map<string, number>();
    for (const [key, value] of this.#seconds) {
      const module = key.slice(key.indexOf(" ") + 1);
      if (module !== "") {
        seconds.set(module, (seconds.get(module) ?? 0) + value);
      }
    }
    return seconds;
  }

  hasFinished(step: Step): boolean {
    return this.#seconds.has(stepKey(step));
  }

  /** @returns what is wrong with it, if anything */
  begin(step: Step): string | undefined {
    if (this.#current !== undefined) {
      return `inside ${describeStep(this.#current)}`;
    }
    // A module is walked, or read from its source, once for what is in it and again for the records of that. One that
    // could not be imported may be imported once more, when the others have been.
    const times = this.#begun.get(stepKey(step)) ?? 0;
    if (times >= (MOST_TIMES[step.stage] ?? 1)) {
      return times === 1 ? "a second time" : "once too often";
    }
    this.#begun.set(stepKey(step), times + 1);
    this.#setups += step.stage === "setup" ? 1 : 0;
    this.#progress += 1;
    this.#current = step;
    return undefined;
  }

  /** @returns what is wrong with it, if anything */
  end(step: Step, seconds: number): string | undefined {
    const key = stepKey(step);
    if (this.#current === undefined || stepKey(this.#current) !== key) {
      return this.#current === undefined ? "in no step" : `in ${describeStep(this.#current)}`;
    }
    this.#imports += step.stage === "import" && !this.#seconds.has(key) ? 1 : 0;
    this.#seconds.set(key, (this.#seconds.get(key) ?? 0) + seconds);
    this.#progress += 1;
    this.#last = step;
    this.#current = undefined;
    this.#inside = [];
    return undefined;
  }

  /** Within the step that runs, a module begins to be loaded. */
  enter(module: string): void {
    if (this.#inside.length < MAX_INSIDE) {
      this.#inside.push(module);
      this.#goOn(`enter ${module}`);
    }
  }

  /** It has been loaded, or could not be. Not always the last that was entered: greenlets may change places. */
  leave(module: string): void {
    const index = this.#inside.lastIndexOf(module);
    if (index >= 0) {
      this.#inside.splice(index, 1);
      this.#goOn(`leave ${module}`);
    }
  }

  // What happens again and again is no progress.
  #goOn(what: string): void {
    if (!this.#entered.has(what)) {
      this.#entered.add(what);
      this.#progress += 1;
    }
  }
}

/** A step in words, for messages. */
export function describeStep({ stage, module }: Step): string {
  return module === "" ? stage : `${stage} of ${excerpt(module)}`;
}

function stepKey({ stage, module }: Step): string {
  return `${stage} ${module}`;
}
