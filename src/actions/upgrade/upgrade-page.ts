/** The comment below a pull request that changes locks. All text of projects and packages is escaped. */

import { impactSections } from "../../cli/results/impact/impact-markdown.ts";
import { markdownCode, markdownText } from "../../cli/results/markdown.ts";
import type { Impact } from "../../impact/impact.ts";
import { boundedSections } from "../pages/bounded.ts";

/** What makes the step red. */
export const FAILING = ["breaking", "warnings", "nothing"] as const;

export type FailOn = (typeof FAILING)[number];

/** A lock that a pull request changes, and what that does. */
export interface LockImpact {
  path: string;
  /** The folder whose sources were looked at; empty for the top. */
  folder: string;
  /** How many versions change, how many distributions are new, and how many are gone. */
  counts: { changed: number; added: number; removed: number };
  impact: Impact;
}

/** A lock that was not looked at, with why, as a sentence without a full stop. */
export interface SkippedLock {
  path: string;
  why: string;
}

export interface UpgradePage {
  locks: readonly LockImpact[];
  skipped: readonly SkippedLock[];
  headSha: string;
  runUrl: string;
}

/** How many places there are of each level. */
export function countLevels(locks: readonly LockImpact[]): { breaking: number; warnings: number } {
  const findings = locks.flatMap(({ impact }) => impact.findings);
  const count = (wanted: string) => findings.filter(({ level }) => level === wanted).length;
  return { breaking: count("error"), warnings: count("warning") };
}

/** @param longest in characters; what does not fit is left out from the end, whole sections at a time, and that is said */
export function upgradePage(page: UpgradePage, longest: number): string {
  const { locks, skipped, headSha, runUrl } = page;
  const several = locks.length > 1;
  const sections = [
    `### ${headline(page)}`,
    `For commit ${headSha.slice(0, 10)}; [the run](${runUrl}) has all of it. Nothing of the project was run: its sources were read, and looked up in what was explored of the old and the new releases.`,
    ...locks.flatMap((one) => [
      ...(several || one.folder !== "" ? [`#### ${markdownCode(one.path)}`] : []),
      changesText(one),
      ...impactSections(one.impact, one.folder),
    ]),
    ...(skipped.length === 0
      ? []
      : [
          skipped
            .map(({ path, why }) => `- ${markdownCode(path)} was not looked at: ${markdownText(why)}`)
            .join("\n"),
        ]),
  ];
  return boundedSections(sections, longest, "The page of the run has the rest.");
}

function headline({ locks }: UpgradePage): string {
  const { breaking, warnings } = countLevels(locks);
  if (locks.length === 0) {
    return "importgraph: no lock changes in a way that could break something";
  }
  if (breaking > 0) {
    return `❌ importgraph: ${breaking.toLocaleString("en")} ${breaking === 1 ? "place" : "places"} of this project ${breaking === 1 ? "breaks" : "break"}`;
  }
  const isUnknown = locks.some(({ impact }) => impact.unexplored.length > 0);
  const rest =
    warnings === 0
      ? ""
      : `, ${warnings.toLocaleString("en")} ${warnings === 1 ? "place" : "places"} to look at`;
  return isUnknown
    ? `⚠️ importgraph: nothing breaks of what is known${rest}`
    : `✅ importgraph: nothing of this project breaks${rest}`;
}

function changesText({ path, counts: { changed, added, removed } }: LockImpact): string {
  const parts = [
    ...(changed > 0 ? [`${changed} ${changed === 1 ? "version changes" : "versions change"}`] : []),
    ...(added > 0 ? [`${added} ${added === 1 ? "distribution is" : "distributions are"} new`] : []),
    ...(removed > 0 ? [`${removed} ${removed === 1 ? "is" : "are"} gone`] : []),
  ];
  return `${markdownCode(path)}: ${parts.length === 0 ? "no version changes" : parts.join(", ")}.`;
}
