/** What a repair came to. */

import type { SkippedCategory } from "../../pkginfo/skipped.ts";
import type { WhyUnusable } from "../../releases/choose-release.ts";
import type { Candidate } from "../candidates/candidate.ts";
import { type Change, changesOf, changeText, type Fields } from "../candidates/change.ts";
import type { Attempt } from "../trying/attempt.ts";
import { counts, isEnough, isUsable } from "../trying/reached.ts";
import type { Found } from "../trying/search.ts";

/** A change that is needed, with what a reviewer is told of it. */
export interface ReasonedChange {
  change: Change;
  /** What happens without it: one line, safe to print. */
  reason: string;
}

/** What was spent. */
export interface Spent {
  /** Tries of this call. */
  tries: number;
  /** How many tries of earlier calls were known. */
  remembered: number;
  seconds: number;
  /** Where the tries are: logs, shards. */
  folder: string;
}

interface Learned {
  start: Attempt;
  best: Attempt;
  /** Changes of the best try, and those that it is without. */
  added: readonly ReasonedChange[];
  removed: readonly Change[];
  /** Names that were found and are not taken, and what is the problem of the modules concerned; sentences. */
  said: readonly string[];
  left: readonly string[];
}

export type Repair = Learned &
  Spent &
  (
    | { result: "sound" }
    /** The best try is the smallest one that works. */
    | { result: "repaired" }
    | { result: "refused"; category: SkippedCategory; reason: string }
    /** `limits`: more could be tried. */
    | { result: "unknown"; why: "limits" | "exhausted" }
  );

export function conclusionOf(found: Found, spent: Spent): Repair {
  const { start, best, refusal, ended, said } = found;
  const added = difference(best.fields, start.fields).map((change) => ({
    change,
    reason: reasonOf(change, found.reasons.get(changeText(change))),
  }));
  const removed = difference(start.fields, best.fields);
  const left = found.left.map(({ cause, why }) => `${modulesText(cause.modules)}: ${why}`);
  const learned = { start, best, added, removed, said, left, ...spent };
  if (refusal !== undefined && counts(refusal, best.reached)) {
    const { category, reason } = refusal;
    return { result: "refused", category, reason, ...learned };
  }
  if (!(isEnough(best.reached) || (ended !== "limits" && isUsable(best.reached)))) {
    return { result: "unknown", why: ended === "limits" ? "limits" : "exhausted", ...learned };
  }
  return { result: added.length + removed.length === 0 ? "sound" : "repaired", ...learned };
}

/** What a repair comes to of a release that no base image could use: nothing is tried. */
export function untried(fields: Fields, why: WhyUnusable, folder: string): Repair {
  const start: Attempt = {
    ...{ digest: "", fields, python: "", reached: { stage: "lock" }, causes: [], failedBuilds: [] },
    ...{ declared: [], message: "", seconds: 0 },
  };
  const learned = { start, best: start, added: [], removed: [], said: [], left: [] };
  return { result: "refused", ...why, ...learned, tries: 0, remembered: 0, seconds: 0, folder };
}

function difference(fields: Fields, others: Fields): Change[] {
  const known = new Set(changesOf(others).map(changeText));
  return changesOf(fields).filter((change) => !known.has(changeText(change)));
}

const LONGEST_LINE = 200;

function reasonOf(_: Change, candidate: Candidate | undefined): string {
  const line = candidate?.line.replaceAll('"', "'").slice(0, LONGEST_LINE) ?? "";
  return line === "" ? "needed" : `without it: "${line}"`;
}

function modulesText(modules: readonly string[]): string {
  const shown = modules.slice(0, 3).join(", ");
  return modules.length > 3 ? `${shown} and ${modules.length - 3} more` : shown;
}
