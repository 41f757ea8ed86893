import { secondsText } from "../../exec/figure.ts";
import { printableLine } from "../../exec/printable.ts";
import { changeText } from "../../repair/candidates/change.ts";
import type { TryWatcher } from "../../repair/repair.ts";
import type { Attempt } from "../../repair/trying/attempt.ts";
import { type Reached, reachedText } from "../../repair/trying/reached.ts";
import type { Purpose } from "../../repair/trying/search.ts";
import type { PackageEvent, Stage } from "../../run/package/events.ts";
import type { Context } from "../context.ts";

/** Who reads sees at least so often that a try goes on, though nothing is told by what it runs. */
const SILENCE_MILLISECONDS = 15_000;

/** What a stage does while it says nothing of its own. */
const DOING: Record<Stage, string> = {
  "look up": "asking the index for the release",
  lock: "resolving what it needs, which may build sources",
  base: "making the image of its Python",
  build: "making its image",
  explore: "starting its image",
  write: "writing what was found",
};

/** A try as programs are told of it. */
export interface ToldTry {
  /** Counts the tries of this call; left out of what earlier calls tried. */
  number?: number;
  for: readonly string[];
  changes: readonly string[];
  without: boolean;
  reached: Reached;
  message: string;
  seconds: number;
}

/** Says of each try, on standard error, what it is for and how far it got. */
export class RepairLines implements TryWatcher {
  readonly tries: ToldTry[] = [];
  readonly #context: Context;
  readonly #label: string;
  #number: number | undefined;
  #now: { stage: Stage; since: number; detail?: string } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(context: Context, label: string) {
    this.#context = context;
    this.#label = label;
  }

  begin(number: number, purpose: Purpose): void {
    this.#number = number;
    this.settled();
    this.#timer = setInterval(() => this.#tell(), SILENCE_MILLISECONDS);
    // It tells of what runs, and keeps nothing running.
    this.#timer.unref();
    this.#context.say(`${this.#label}  try ${number}: ${triedText(purpose)}`);
    for (const line of purpose.without === true ? [] : purpose.purposes) {
      this.#context.say(`        for: ${printableLine(line)}`);
    }
  }

  end(attempt: Attempt, purpose: Purpose, { known }: { known: boolean }): void {
    const { reached, message, seconds } = attempt;
    const number = known ? undefined : this.#number;
    this.tries.push({
      ...(number !== undefined && { number }),
      for: purpose.purposes,
      changes: purpose.changes.map(changeText),
      without: purpose.without === true,
      ...{ reached, message, seconds },
    });
    const after = known ? "known from an earlier call" : secondsText(seconds);
    const head = known ? `${this.#label}  ${triedText(purpose)}: ` : "        → ";
    const why = message === "" ? "" : `: ${message}`;
    this.#context.say(`${head}${reachedText(reached)}${why} (${after})`);
  }

  settled(): void {
    clearInterval(this.#timer);
    this.#now = undefined;
  }

  report = (event: PackageEvent): void => {
    if (event.event === "end") {
      this.#now = undefined;
      return;
    }
    const { stage, detail } = event;
    const since = this.#now?.stage === stage ? this.#now.since : performance.now();
    this.#now = { stage, since, ...(detail !== undefined && { detail }) };
    if (event.event === "progress" && stage === "build") {
      // Rare, and why somebody has to wait: that it is built from source.
      this.#context.say(`        build  ${printableLine(event.detail)}`);
    }
  };

  #tell(): void {
    if (this.#now !== undefined) {
      const { stage, since, detail = DOING[stage] } = this.#now;
      const passed = secondsText((performance.now() - since) / 1000);
      this.#context.say(`        ${stage}  ${passed}  ${printableLine(detail)}`);
    }
  }
}

function triedText({ changes, without }: Purpose): string {
  const what = printableLine(changes.map(changeText).join(", "));
  if (what === "") {
    return "as it is";
  }
  return without === true ? `taken away: ${what}` : what;
}
