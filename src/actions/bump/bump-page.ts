/** The text of a pull request that moves packages to newer versions. */

import type { Bumped } from "../../bump/bump.ts";
import { markdownCode, markdownTable, markdownText } from "../../cli/results/markdown.ts";
import type { Noticed } from "../../report/noticed.ts";
import { boundedSections, LONGEST_COMMENT } from "../pages/bounded.ts";
import { replacedSections } from "../pages/replaced.ts";

/** More is read in the changed lock itself. */
const MOST_ROWS = 200;

const CHECKS =
  "The `package` check builds and explores what changed; the comment below says what that changes and breaks. Where no check starts, docs/workflows.md says why.";
/** Of the text of a pull request, so much for what new releases change. */
const LONGEST_CHANGES = 30_000;

export function bumpTitle(group: readonly Bumped[]): string {
  const [first, ...others] = group;
  return others.length === 0
    ? `Move ${first?.stem} from ${first?.from} to ${first?.to}`
    : `Move ${group
        .map(({ stem, to }) => `${stem} to ${to}`)
        .join(", ")
        .slice(0, 200)}`;
}

/** @param noticed what their new releases change, as far as that is known */
export function bumpBody(group: readonly Bumped[], noticed: readonly Noticed[]): string {
  const sections = [
    ...(group.length > 1 ? ["These move in step: the lock of one takes another one along."] : []),
    CHECKS,
    ...replacedSections(noticed, LONGEST_CHANGES),
    ...group.map((one) => packageLines(one).join("\n").trimEnd()),
  ];
  return boundedSections(sections, LONGEST_COMMENT, "The changed locks have the rest.");
}

function packageLines({ stem, from, to, python, lock }: Bumped): string[] {
  const rows = [
    ...lock.changed.map((one) => [markdownCode(one.name), one.from, one.to, sourceText(one.fromSource)]),
    ...lock.added.map((one) => [markdownCode(one.name), "–", one.version, sourceText(one.fromSource)]),
    ...lock.removed.map((one) => [markdownCode(one.name), one.version, "–", ""]),
  ].map(([name = "", old = "", now = "", how = ""]) => [name, markdownText(old), markdownText(now), how]);
  const more = rows.length - MOST_ROWS;
  return [
    `#### ${markdownText(stem)} ${markdownText(from)} → ${markdownText(to)}, on Python ${markdownText(python)}`,
    "",
    markdownTable(["in its lock", "before", "now", ""], rows.slice(0, MOST_ROWS)),
    ...(more > 0 ? ["", `… and ${more} more.`] : []),
    "",
  ];
}

function sourceText(fromSource: boolean): string {
  return fromSource ? "built from source" : "";
}

export function unskipBody(name: string, version: string): string {
  return [
    `${markdownCode(name)} was skipped. Its release ${markdownText(version)} was built and explored just now, so it need not be.`,
    "",
    CHECKS,
  ].join("\n");
}
