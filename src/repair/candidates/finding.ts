/** What the fixes of a rule lead to, for one cause. */

import type { Cause } from "../diagnosis/causes.ts";
import type { Rule } from "../rules/rules.ts";
import type { Candidate, Refusal } from "./candidate.ts";
import type { Change } from "./change.ts";
import type { LookUps, Subject } from "./look-ups.ts";

/** Which cause a fix is of, and whom to ask. */
export interface FixContext {
  cause: Cause;
  rule: Rule;
  subject: Subject;
  lookUps: LookUps;
}

/** What one fix leads to. */
export interface Finding {
  candidates?: readonly Candidate[];
  refusal?: Refusal;
  left?: string;
  said?: readonly string[];
}

/** Changes that are tried for a cause, with its reason. */
export function candidate(
  { cause, rule }: FixContext,
  changes: readonly Change[],
  evidence: readonly string[],
): Candidate {
  const purpose = purposeOf(rule, cause);
  const isFatal =
    rule.stops === true &&
    !OF_A_PROBE.test(cause.line) &&
    changes.every(({ key }) => key === "apt" || key === "buildApt");
  return { cause: cause.id, changes, purpose, line: cause.line, evidence, isFatal };
}

/** What the matter is, as a clause. */
export function purposeOf(rule: Rule, { key = "" }: Cause): string {
  return rule.says.replace("{key}", key);
}

/** What distutils and autoconf compile to learn what there is: they go on without. */
const OF_A_PROBE = /^\s*_?conf(?:ig)?test\.c/;
