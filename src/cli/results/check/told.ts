import type { Check, Suppressed } from "../../../check/check.ts";
import type { Deserved } from "../../../check/deserved-version.ts";
import { placeOfChange, type SourceFiles } from "../../../check/source-files.ts";
import type { Change } from "../../../diff/diff.ts";
import { rules } from "../../../diff/rules/rules.ts";
import type { InputPlace, InputProblem } from "../../../errors/input-error.ts";
import { countText } from "../../../exec/figure.ts";
import type { Shard } from "../../../shard/shard.ts";
import { changeText } from "../changes/difference-text.ts";

/** What every format tells of a check. */
export interface Told {
  /** The release that is compared with, and the one that is checked. */
  releases: readonly [Shard, Shard];
  check: Check;
  /** Where sources of the project are; finds nothing where there are none. */
  files: SourceFiles;
}

/** `acme 1.2.0 → 1.3.0`. */
export function releasesText([old, now]: Told["releases"]): string {
  const [before, after] = [old.header.distribution, now.header.distribution];
  const name = before.name === after.name ? "" : `${after.displayName} `;
  return `${before.displayName} ${before.version} → ${name}${after.version}`;
}

/** What the version has to do with the changes, as a sentence without a full stop. */
export function versionText(deserved: Deserved | undefined, [old, now]: Told["releases"]): string {
  const { version } = now.header.distribution;
  if (deserved === undefined) {
    return `${version} promises nothing`;
  }
  const { bump, version: wanted, isReached } = deserved;
  const what = bump === "final" ? `${wanted}, which the pre-release announces` : `${wanted} (${bump})`;
  return version === old.header.distribution.version
    ? `the release after ${version} deserves ${what}`
    : `these changes deserve ${what}; ${version} is ${isReached ? "enough" : "less"}`;
}

/** The outcome, as a sentence without a full stop. */
export function verdictText({ changes, failure }: Check): string {
  const breaks = changes.some(({ level }) => level === "breaking");
  return failure ?? (breaks ? "what breaks is no failure here" : "nothing that counts breaks");
}

/** `acme.get: parameter removed: timeout. Calls that pass it raise TypeError.`: all of it of any origin. */
export function changeSentence(change: Change): string {
  return `${change.name}: ${changeText(change)}. ${rules.get(change.rule)?.reason ?? ""}`.trim();
}

/** Why a change does not count, to be read behind it. */
export function suppressedText({ by: { reason, until } }: Suppressed): string {
  return until === undefined ? reason : `${reason} (until ${until})`;
}

/** What could not be imported, and how much of the old release is therefore not known. */
export function unknownProblems({ check: { unknown } }: Told): InputProblem[] {
  return unknown.map(({ module, error, message, names }) => ({
    message: `${module} could not be imported, so nothing is known of ${countText(names, "name")} in it: ${error}: ${message}`,
  }));
}

/** What somebody has to look at, where it stands: what breaks and may break, what is not known, what is configured in vain. */
export function annotationsOf(told: Told): { kind: "error" | "warning"; problem: InputProblem }[] {
  const { changes, remarks, failure } = told.check;
  const ofChanges = changes.flatMap((change) => {
    if (change.level !== "breaking" && change.level !== "risky") {
      return [];
    }
    const kind = change.level === "breaking" && failure !== undefined ? "error" : "warning";
    const place: InputPlace | undefined = placeOfChange(change, told.files);
    const problem = {
      ...(place !== undefined && { place }),
      message: `${changeSentence(change)} [${change.rule}]`,
    };
    return [{ kind, problem } as const];
  });
  const others = [...unknownProblems(told), ...remarks];
  return [...ofChanges, ...others.map((problem) => ({ kind: "warning" as const, problem }))];
}
