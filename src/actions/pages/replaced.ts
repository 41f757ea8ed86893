/** What new releases change, for pages that GitHub shows. All text of packages is escaped. */

import { changeText, LEVEL_MEANINGS } from "../../cli/results/changes/difference-text.ts";
import { markdownCode, markdownText } from "../../cli/results/markdown.ts";
import { LEVELS } from "../../diff/diff.ts";
import type { NoticedChange, NoticedDifference } from "../../diff/noticed.ts";
import type { Level } from "../../diff/rule.ts";
import { countText, figure } from "../../exec/figure.ts";
import type { Noticed } from "../../report/noticed.ts";

/** What breaks nobody is only counted. */
const TOLD: readonly Level[] = LEVELS.filter((level) => level !== "compatible");
/** Values may be whole literals. */
const LONGEST_TEXT = 300;
/** Modules that could not be imported. */
const MOST_UNKNOWN = 5;
/** For the lines that say how much is left out. */
const LEFT_OUT_ROOM = 200;

/**
 * A section for each package whose release takes the place of another one, folded, what breaks first; none where none does.
 *
 * @param longest in characters, of all together; what does not fit is counted
 */
export function replacedSections(noticed: readonly Noticed[], longest: number): string[] {
  const replaced = noticed.filter((one) => one.replaced !== undefined);
  const each = Math.floor(longest / replaced.length);
  const sections = replaced.map((one) => replacedSection(one, each));
  return sections.length === 0 ? [] : ["#### What the new releases change", ...sections];
}

function replacedSection({ distribution, replaced }: Noticed, longest: number): string {
  const { from = "", to = "", found } = replaced ?? {};
  const release = `${markdownCode(distribution)} ${markdownText(from)} → ${markdownText(to)}`;
  if (found === undefined) {
    return `${release}: not compared; the log of this step says why.`;
  }
  const counts = LEVELS.map((level) => `${figure(ofLevel(found, level).length)} ${level}`);
  const mark = ofLevel(found, "breaking").length > 0 ? "⚠️ " : "";
  const head = `<details><summary>${mark}${release}: ${counts.join(" · ")}</summary>`;
  const command = markdownCode(`./scripts/importgraph diff ${distribution}==${from} ${to}`);
  const tail = [
    ...unknownLines(found),
    "",
    `By rules, and nothing was tried: ${command} tries what is said to break, and tells all.`,
    "",
    "</details>",
  ].join("\n");
  const lines = boundedLines(found, longest - head.length - tail.length);
  return [head, ...lines, tail].join("\n");
}

function ofLevel({ changes }: NoticedDifference, level: Level): NoticedChange[] {
  return changes.filter((change) => change.level === level);
}

/** As many changes as there is room for, those first that break. */
function boundedLines(found: NoticedDifference, room: number): string[] {
  const lines: string[] = [];
  let left = room - LEFT_OUT_ROOM;
  const isAdded = (...added: string[]) => {
    const length = added.reduce((sum, line) => sum + line.length + 1, 0);
    const fits = length <= left;
    if (fits) {
      lines.push(...added);
      left -= length;
    }
    return fits;
  };
  const cut: string[] = [];
  for (const level of TOLD) {
    const changes = ofLevel(found, level);
    const heading = `**${level}: ${LEVEL_MEANINGS[level]} (${figure(changes.length)})**`;
    const isBegun = changes.length > 0 && cut.length === 0 && isAdded("", heading, "");
    const shown = isBegun ? takenWhile(changes, (change) => isAdded(changeLine(change))) : 0;
    if (shown < changes.length) {
      cut.push(`${figure(changes.length - shown)} ${level}`);
    }
  }
  return cut.length === 0
    ? lines
    : [...lines, "", `… and more, for which there is no room: ${cut.join(" · ")}`];
}

/** How many of the first items are taken. */
function takenWhile<T>(items: readonly T[], isTaken: (item: T) => boolean): number {
  const end = items.findIndex((item) => !isTaken(item));
  return end < 0 ? items.length : end;
}

function changeLine(change: NoticedChange): string {
  return `- ${markdownCode(clipped(change.name))}: ${markdownText(clipped(changeText(change)))}`;
}

function clipped(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}

function unknownLines({ unknown }: NoticedDifference): string[] {
  const more = unknown.length - MOST_UNKNOWN;
  return unknown.length === 0
    ? []
    : [
        "",
        "**unknown: what could not be imported in the new release**",
        "",
        ...unknown.slice(0, MOST_UNKNOWN).map(({ module, error, message, names }) => {
          const why = markdownText(clipped(`${error}: ${message}`));
          return `- ${markdownCode(clipped(module))}, ${countText(names, "name")}: ${why}`;
        }),
        ...(more > 0 ? [`- … and ${more} more modules`] : []),
      ];
}
