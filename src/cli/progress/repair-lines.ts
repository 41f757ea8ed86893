import { printableLine } from "../../exec/printable.ts";
import { changeText } from "../../repair/candidates/change.ts";
import type { TryWatcher } from "../../repair/repair.ts";
import type { Attempt } from "../../repair/trying/attempt.ts";
import { type Reached, reachedText } from "../../repair/trying/reached.ts";
import type { Purpose } from "../../repair/trying/search.ts";
import type { PackageEvent } from "../../run/package/events.ts";
import type { Context } from "../context.ts";
import { secondsText } from "../text.ts";
import { progressLines } from "./lines.ts";

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
  readonly #progress: (event: PackageEvent) => void;
  #number: number | undefined;

  constructor(context: Context, label: string) {
    this.#context = context;
    this.#label = label;
    const say = progressLines((text: string) => context.say(`        ${printableLine(text)}`));
    this.#progress = (event) => {
      if (event.event !== "end") {
        say(`${event.stage}  ${event.detail ?? "…"}`);
      }
    };
  }

  begin(number: number, purpose: Purpose): void {
    this.#number = number;
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

  report = (event: PackageEvent): void => this.#progress(event);
}

function triedText({ changes, without }: Purpose): string {
  const what = printableLine(changes.map(changeText).join(", "));
  if (what === "") {
    return "as it is";
  }
  return without === true ? `without ${what}` : what;
}
