/** The text of a pull request that moves packages to newer versions. */

import type { Bumped } from "../../bump/bump.ts";
import { type MoveGroup, matches } from "../../bump/groups.ts";
import { markdownCode, markdownTable, markdownText } from "../../cli/results/markdown.ts";
import { countText } from "../../exec/figure.ts";
import type { ProposedChanges } from "../../repair/outcome/proposal.ts";
import type { Noticed } from "../../report/noticed.ts";
import { boundedSections, LONGEST_COMMENT } from "../pages/bounded.ts";
import { replacedSections } from "../pages/replaced.ts";

/** More is read in the changed lock itself. */
const MOST_ROWS = 200;

const CHECKS =
  "The `package` check builds and explores what changed; the comment below says what that changes and breaks. Where no check starts, docs/workflows.md says why.";
/** Of the text of a pull request, so much for what new releases change. */
const LONGEST_CHANGES = 30_000;

export function bumpTitle({ moves, pattern }: MoveGroup<Bumped>): string {
  const [first, ...others] = moves;
  if (others.length === 0) {
    return `Move ${first?.stem} from ${first?.from} to ${first?.to}`;
  }
  if (pattern !== undefined) {
    const along = moves.filter(({ stem }) => !matches(stem, pattern)).length;
    const inStep = along === 0 ? "" : `, and ${along} in step with them`;
    return `Move ${countText(moves.length - along, "package")} of ${pattern}${inStep}`;
  }
  const all = moves.map(({ stem, to }) => `${stem} to ${to}`).join(", ");
  return `Move ${all.slice(0, 200)}`;
}

/** @param noticed what their new releases change, as far as that is known */
export function bumpBody(group: MoveGroup<Bumped>, noticed: readonly Noticed[]): string {
  const { moves } = group;
  const sections = [
    ...(moves.length > 1 ? [togetherText(group)] : []),
    CHECKS,
    ...replacedSections(noticed, LONGEST_CHANGES),
    ...moves.map((one) => packageLines(one).join("\n").trimEnd()),
  ];
  return boundedSections(sections, LONGEST_COMMENT, "The changed locks have the rest.");
}

function togetherText({ moves, pattern }: MoveGroup<Bumped>): string {
  const step = "the lock of one takes another one along";
  if (pattern === undefined) {
    return `These move in step: ${step}.`;
  }
  const isWhole = moves.every(({ stem }) => matches(stem, pattern));
  return `These come together by the pattern ${markdownCode(pattern)}${isWhole ? "" : `, or since ${step}`}.`;
}

function packageLines({ stem, from, to, python, lock, changes }: Bumped): string[] {
  const rows = [
    ...lock.changed.map((one) => [markdownCode(one.name), one.from, one.to, sourceText(one.fromSource)]),
    ...lock.added.map((one) => [markdownCode(one.name), "–", one.version, sourceText(one.fromSource)]),
    ...lock.removed.map((one) => [markdownCode(one.name), one.version, "–", ""]),
  ].map(([name = "", old = "", now = "", how = ""]) => [name, markdownText(old), markdownText(now), how]);
  const more = rows.length - MOST_ROWS;
  return [
    `#### ${markdownText(stem)} ${markdownText(from)} → ${markdownText(to)}, on Python ${markdownText(python)}`,
    "",
    ...(changes === undefined
      ? []
      : [...changeLines("It failed as it was. A repair found, by trying, that it needs", changes), ""]),
    markdownTable(["in its lock", "before", "now", ""], rows.slice(0, MOST_ROWS)),
    ...(more > 0 ? ["", `… and ${more} more.`] : []),
    "",
  ];
}

function sourceText(fromSource: boolean): string {
  return fromSource ? "built from source" : "";
}

/** @param changes of its pkginfo, that it needs */
export function unskipBody(name: string, version: string, changes: ProposedChanges | undefined): string {
  return [
    `${markdownCode(name)} was skipped. Its release ${markdownText(version)} was built and explored just now, so it need not be.`,
    "",
    ...(changes === undefined ? [] : [...changeLines("It needs, as a repair found by trying:", changes), ""]),
    CHECKS,
  ].join("\n");
}

export function reducedBody({ stem, to, changes = { added: [], removed: [] } }: Bumped): string {
  return [
    ...changeLines(`${markdownText(stem)} ${markdownText(to)} was explored as well without`, changes),
    "",
    CHECKS,
  ].join("\n");
}

/** What stands in them comes from logs of packages. */
function changeLines(head: string, { added, removed }: ProposedChanges): string[] {
  const entry = ({ key, item, value }: ProposedChanges["removed"][number]) =>
    markdownCode(`${key}: ${item}${value === undefined ? "" : `=${value}`}`);
  return [
    head,
    "",
    ...added.map((one) => `- ${entry(one)} (${markdownText(one.reason)})`),
    ...removed.map((one) => (added.length > 0 ? `- no ${entry(one)}` : `- ${entry(one)}`)),
  ];
}
