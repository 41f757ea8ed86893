import { placeOfChange } from "../../../check/source-files.ts";
import type { Change } from "../../../diff/diff.ts";
import type { Level } from "../../../diff/rule.ts";
import { figure } from "../../../exec/figure.ts";
import { changeText, LEVEL_MEANINGS } from "../changes/difference-text.ts";
import { markdownCode, markdownTable, markdownText } from "../markdown.ts";
import {
  releasesText,
  suppressedText,
  type Told,
  unknownProblems,
  verdictText,
  versionText,
} from "./told.ts";

/** So many rows has a table; a page that is read has no more. */
const MOST_ROWS = 100;

/** What a reviewer reads of a check: the verdict, what breaks, and folded what does not. */
export function checkMarkdown(told: Told): string {
  const { suppressed, remarks, deserved, failure } = told.check;
  const verdict = `${failure === undefined ? "✅" : "❌"} ${capital(verdictText(told.check))}`;
  const notes = [...unknownProblems(told), ...remarks];
  const suppressedRows = suppressed.map((one) => [
    markdownCode(one.change.name),
    markdownText(changeText(one.change)),
    markdownText(suppressedText(one)),
  ]);
  return [
    `### ${markdownText(releasesText(told.releases))}`,
    "",
    `**${verdict}.** ${markdownText(capital(versionText(deserved, told.releases)))}.`,
    ...levelLines(told, "breaking"),
    ...levelLines(told, "risky"),
    ...folded(levelLines(told, "deprecation")),
    ...folded(levelLines(told, "compatible")),
    ...folded(
      section("suppressed, and not counted", ["name", "what", "why it does not count"], suppressedRows),
    ),
    ...(notes.length > 0 ? ["", ...notes.map(({ message }) => `- ⚠️ ${markdownText(message)}`)] : []),
    "",
  ].join("\n");
}

function levelLines(told: Told, level: Level): string[] {
  const rows = told.check.changes
    .filter((change) => change.level === level)
    .map((change) => [
      markdownCode(change.name),
      markdownText(changeText(change)),
      markdownText(change.rule),
      placeText(told, change),
    ]);
  return section(`${level}: ${LEVEL_MEANINGS[level]}`, ["name", "what", "rule", "where"], rows);
}

function section(
  heading: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  const more = rows.length - MOST_ROWS;
  return rows.length === 0
    ? []
    : [
        "",
        `#### ${capital(heading)} (${figure(rows.length)})`,
        "",
        markdownTable(columns, rows.slice(0, MOST_ROWS)),
        ...(more > 0 ? ["", `… and ${figure(more)} more.`] : []),
      ];
}

/** Of a section without its heading, which becomes what opens it. */
function folded(lines: readonly string[]): string[] {
  const [, heading, ...rest] = lines;
  return heading === undefined
    ? []
    : ["", `<details><summary>${heading.replace(/^#+ /, "")}</summary>`, ...rest, "", "</details>"];
}

function placeText({ files }: Told, change: Change): string {
  const place = placeOfChange(change, files) ?? change.newAt ?? change.oldAt;
  return place === undefined
    ? "–"
    : markdownCode(`${place.file}${place.line === undefined ? "" : `:${place.line}`}`);
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
