/** The loop: try, see how far it got, try what may get it further. */

import { InputError } from "../../errors/input-error.ts";
import type { Candidate, Refusal } from "../candidates/candidate.ts";
import { applyChanges, type Change, changeText, type Fields, slotOf } from "../candidates/change.ts";
import type { Cause } from "../diagnosis/causes.ts";
import { type Attempt, digestOf } from "./attempt.ts";
import type { Diagnosis, Option } from "./options.ts";
import { compareReached, hasNoModules, isEnough } from "./reached.ts";

export interface Limits {
  /** Most tries of one call; what the journal knows is none. */
  tries: number;
  seconds: number;
}

/** What a try is for. */
export interface Purpose {
  /** As clauses for a person; none for the first try, of the pkginfo as it is. */
  purposes: readonly string[];
  changes: readonly Change[];
  /** Whether something is taken away, to see whether it is needed. */
  without?: boolean;
}

export interface Searching {
  /** Tries, or remembers what came of it; `known`: it was not tried again. */
  attempt(fields: Fields, purpose: Purpose): Promise<Attempt>;
  diagnose(attempt: Attempt): Promise<Diagnosis>;
  /** Whether there is time, and are tries, left. */
  hasRoom(): boolean;
}

/** Where the search ended. */
export interface Found {
  start: Attempt;
  best: Attempt;
  /** What made each change be tried: by {@link changeText}. */
  reasons: ReadonlyMap<string, Candidate>;
  /** Changes that the best was seen to need, by {@link changeText}. */
  proven: ReadonlySet<string>;
  refusal?: Refusal;
  /** What was found and not taken, and what is left to the modules concerned. */
  said: readonly string[];
  left: readonly { cause: Cause; why: string }[];
  /** Why it ended where it is not enough: nothing is left to try, or no room for it. */
  ended: "enough" | "exhausted" | "limits";
}

interface State {
  attempt: Attempt;
  diagnosis: Diagnosis;
  /** The next of its options. */
  next: number;
  /** Changes that led further from here, by {@link changeText}: fewer of them would not have. */
  ledFurther: Set<string>;
  /** What led here and was seen to be needed, by {@link changeText}. */
  proven: ReadonlySet<string>;
}

/**
 * Searches for a pkginfo with which a package can be explored. It goes on from what got furthest; where nothing gets
 * that further, it goes back to the state before, and tries what is left there.
 */
export async function search(fields: Fields, searching: Searching): Promise<Found> {
  const start = await searching.attempt(fields, { purposes: [], changes: [] });
  const walk = new Walk(searching, {
    attempt: start,
    diagnosis: await searching.diagnose(start),
    next: 0,
    ledFurther: new Set(),
    proven: new Set(),
  });
  const ended = await walk.toTheEnd();
  const { best, first, reasons, told } = walk;
  const refusal = [best, first]
    .filter(({ diagnosis }) => ended === "exhausted" || diagnosis.options.length === 0)
    .flatMap(({ diagnosis }) => diagnosis.refusal ?? [])
    .at(0);
  return {
    ...{ start, best: best.attempt, reasons, proven: best.proven, ended },
    ...(refusal !== undefined && ended !== "enough" && { refusal }),
    said: [...new Set(told.flatMap(({ said }) => said))],
    left: best.diagnosis.left,
  };
}

class Walk {
  readonly first: State;
  readonly reasons = new Map<string, Candidate>();
  readonly told: Diagnosis[];
  best: State;
  readonly #searching: Searching;
  /** From the first state to the one that is gone on from. */
  readonly #path: State[];
  readonly #seen: Set<string>;
  readonly #tried: Set<string>;

  constructor(searching: Searching, first: State) {
    this.#searching = searching;
    this.first = first;
    this.best = first;
    this.told = [first.diagnosis];
    this.#path = [first];
    this.#seen = new Set([signatureOf(first.attempt)]);
    this.#tried = new Set([first.attempt.digest]);
  }

  async toTheEnd(): Promise<Found["ended"]> {
    for (let state = this.#path.at(-1); state !== undefined; state = this.#path.at(-1)) {
      if (hasNoModules(state.attempt.reached)) {
        return "enough";
      }
      const option = state.diagnosis.options[state.next];
      state.next += 1;
      if (option !== undefined) {
        if (!(await this.#take(state, option))) {
          return isEnough(this.best.attempt.reached) ? "enough" : "limits";
        }
      } else if (isEnough(state.attempt.reached)) {
        return "enough";
      } else {
        this.#path.pop();
      }
    }
    return "exhausted";
  }

  /** @returns false where there was no room to try it */
  async #take(state: State, option: Option): Promise<boolean> {
    const { attempt: before, ledFurther } = state;
    if (option.changes.every((change) => ledFurther.has(changeText(change)))) {
      return true;
    }
    const fields = fieldsWith(before.fields, option);
    if (fields === undefined || this.#tried.has(digestOf(fields))) {
      return true;
    }
    if (!this.#searching.hasRoom()) {
      return false;
    }
    this.#tried.add(digestOf(fields));
    const purposes = [...new Set(option.candidates.map(({ purpose }) => purpose))];
    const attempt = await this.#searching.attempt(fields, { purposes, changes: option.changes });
    if (isFurther(before, attempt, option, this.#seen)) {
      for (const change of option.changes) {
        ledFurther.add(changeText(change));
      }
      await this.#goOn(attempt, option, provenBy(option, attempt, state.proven));
    }
    return true;
  }

  async #goOn(attempt: Attempt, option: Option, proven: State["proven"]): Promise<void> {
    this.#seen.add(signatureOf(attempt));
    remember(this.reasons, option);
    const state = {
      attempt,
      diagnosis: await this.#searching.diagnose(attempt),
      next: 0,
      ledFurther: new Set<string>(),
      proven,
    };
    this.told.push(state.diagnosis);
    this.#path.push(state);
    if (compareReached(attempt.reached, this.best.attempt.reached) >= 0) {
      this.best = state;
    }
  }
}

/** The fields with an option's changes; undefined where the pkginfo's schema does not take them. */
function fieldsWith(fields: Fields, { changes }: Option): Fields | undefined {
  const changed = applyChanges(fields, changes);
  try {
    digestOf(changed);
    return changed;
  } catch (error) {
    if (error instanceof InputError) {
      return undefined;
    }
    throw error;
  }
}

/** What an attempt failed for, whatever was tried: seen again, it went in a circle. */
function signatureOf({ reached, causes, message }: Attempt): string {
  const ids = causes.map(({ id }) => id).sort();
  return JSON.stringify([reached, ids.length > 0 ? ids : message.replace(/\d+/g, "0")]);
}

/**
 * Whether an attempt got further: to a later stage, or to more modules; or else what it was tried for is gone, and
 * something else is the matter that was not before.
 */
function isFurther(before: Attempt, after: Attempt, option: Option, seen: ReadonlySet<string>): boolean {
  const compared = compareReached(after.reached, before.reached);
  if (compared !== 0 || option.isGuess) {
    return compared > 0;
  }
  const left = new Set(after.causes.map(({ id }) => id));
  const isGone = option.candidates.some(({ cause }) => !left.has(cause));
  return isGone && !seen.has(signatureOf(after));
}

/**
 * What a try showed to be needed, beside what was so before: fatal causes that are gone. Where more than Debian packages
 * changed, something else may be built now, and nothing counts.
 */
function provenBy({ candidates, changes }: Option, after: Attempt, before: State["proven"]): State["proven"] {
  if (!changes.every(({ key }) => key === "apt" || key === "buildApt")) {
    return new Set();
  }
  const left = new Set(after.causes.map(({ id }) => id));
  const needed = candidates.filter(({ cause, isFatal }) => isFatal === true && !left.has(cause));
  return new Set([...before, ...needed.flatMap((one) => one.changes.map(changeText))]);
}

function remember(reasons: Map<string, Candidate>, { candidates, changes }: Option): void {
  for (const candidate of candidates) {
    const slots = new Set(candidate.changes.map(slotOf));
    // Flags that several want are one change.
    for (const change of [...candidate.changes, ...changes.filter((one) => slots.has(slotOf(one)))]) {
      reasons.set(changeText(change), reasons.get(changeText(change)) ?? candidate);
    }
  }
}
