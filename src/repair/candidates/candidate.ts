import type { SkippedCategory } from "../../pkginfo/skipped.ts";
import type { Change } from "./change.ts";

/** What may mend a cause: changes that are tried together. */
export interface Candidate {
  /** The cause's id; of what is tried because nothing is recognised, what that is. */
  cause: string;
  changes: readonly Change[];
  /** What it is tried for, as a clause for a person. */
  purpose: string;
  /** The line of a log that a reviewer is told for each of its keys. */
  line: string;
  /** What speaks for it: where look-ups have it from. */
  evidence: readonly string[];
  /** Its cause stops everything: where that is gone with its changes, they are needed, and nobody tries without them. */
  isFatal?: boolean;
}

/** That something can't be explored, and why. */
export interface Refusal {
  category: SkippedCategory;
  /** A sentence of one line. */
  reason: string;
  /** It is so only if nothing else that is tried helps. */
  isLast?: true;
}

/** What is known of a cause. */
export interface Advice {
  candidates: readonly Candidate[];
  /** Why nothing can be done, where that is so. */
  refusal?: Refusal;
  /** It is the problem of the modules concerned, and why. */
  left?: string;
  /** What was found and is not taken: names that look-ups do not trust, as sentences. */
  said: readonly string[];
}
