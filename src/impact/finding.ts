import type { Change } from "../diff/diff.ts";
import type { Misfit } from "./follow/calls.ts";

/** Where something of a project stands. */
export interface FindingPlace {
  file: string;
  line: number;
  column?: number;
  /** Of a notebook: the number of the cell that the line is of. */
  cell?: number;
}

/** What an impact tells of; in the order in which it is told. */
export const FINDING_KINDS = [
  ...["breaks", "override", "doubtful", "missing", "misfit", "deprecated"],
  ...["may-break", "undeclared", "unused", "passed-on", "private"],
] as const;

export type FindingKind =
  /** An upgrade takes it away, or it can't be used so any more. */
  | "breaks"
  /** A method of the project takes the place of one that an upgrade changes. */
  | "override"
  /** An upgrade takes it away, and may make it all the same when it is asked for. */
  | "doubtful"
  /** The installed version has it not. */
  | "missing"
  /** The installed version is not called so. */
  | "misfit"
  /** It is deprecated, or becomes so by an upgrade. */
  | "deprecated"
  /** An upgrade changes it in a way that may matter. */
  | "may-break"
  /** Nothing that is installed gives this import. */
  | "undeclared"
  /** Nothing of the project imports what it asks for. */
  | "unused"
  /** The distribution that it is imported from has it from another one. */
  | "passed-on"
  /** Its name begins with an underscore. */
  | "private";

export type FindingLevel = "error" | "warning" | "note";

export interface Finding {
  kind: FindingKind;
  level: FindingLevel;
  /** Of diff, or the kind. */
  rule: string;
  place: FindingPlace;
  /** What it is about, by the name that leads to it. */
  name: string;
  distribution?: string;
  /** The version that it holds for: of an upgrade the new one. */
  version?: string;
  /** What the upgrade changes, by comparing the releases. */
  change?: Change;
  misfit?: Misfit;
  /** What to do about it, where it is known besides. */
  advice?: string;
  /** What may have been meant. */
  near?: string[];
  /** Other versions, of those explored, that have it. */
  versions?: string[];
  /** The first version that has it and the last one, where later ones have it not, by its history. */
  since?: string;
  until?: string;
}

/** What an impact has to do with one distribution. */
export interface DistributionImpact {
  name: string;
  version: string;
  /** The version that it is upgraded to. */
  to?: string;
  /** In how many places the project uses something of it, and in how many of these it breaks, in how many files. */
  uses: number;
  broken: number;
  brokenFiles: number;
  /** How many uses could not be followed to what they mean. */
  unknown: number;
}

/** Two uses of the same in one file are told one after the other. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return findings.toSorted(
    (a, b) =>
      FINDING_KINDS.indexOf(a.kind) - FINDING_KINDS.indexOf(b.kind) ||
      compare(a.place.file, b.place.file) ||
      (a.place.cell ?? 0) - (b.place.cell ?? 0) ||
      a.place.line - b.place.line ||
      (a.place.column ?? 0) - (b.place.column ?? 0) ||
      compare(a.name, b.name),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
