import type { InputProblem } from "../../../errors/input-error.ts";
import { FINDING_KINDS, type Finding } from "../../../impact/finding.ts";
import type { Impact } from "../../../impact/impact.ts";
import { markdownCode, markdownTable, markdownText } from "../markdown.ts";
import {
  failureOf,
  findingText,
  gapsOf,
  KIND_MEANINGS,
  placeText,
  successOf,
  summaryText,
  type ToldImpact,
} from "./told.ts";

/** So many rows has a table. */
const MOST_ROWS = 100;
/** So many that break are told at once; more are folded. */
const MOST_OPEN = 10;

/** What a reviewer reads of an impact: the verdict, what breaks, and folded what does not. */
export function impactMarkdown({ impact }: ToldImpact): string {
  const failure = failureOf(impact);
  return [
    `**${failure === undefined ? `✅ ${successOf(impact).replace(/^n/, "N")}` : `❌ ${failure}`}.**`,
    ...impactSections(impact, ""),
    "",
  ].join("\n\n");
}

/**
 * What an impact tells: how many uses of what break, each kind of finding as a table, what breaks first, and what is not known.
 *
 * @param folder of the project, from where paths are to be read
 */
export function impactSections(impact: Impact, folder: string): string[] {
  const { distributions, findings } = impact;
  const summaries = distributions.filter(({ to, broken }) => to !== undefined || broken > 0);
  const gaps = gapsOf(impact, undefined);
  return [
    ...(summaries.length === 0
      ? []
      : [summaries.map((one) => `- ${markdownText(summaryText(one))}`).join("\n")]),
    ...FINDING_KINDS.flatMap((kind) => {
      const some = findings.filter((one) => one.kind === kind);
      return some.length === 0 ? [] : [section(kind, some, folder)];
    }),
    ...(gaps.length === 0 ? [] : [gaps.map(gapLine).join("\n")]),
  ];
}

function section(kind: Finding["kind"], findings: readonly Finding[], folder: string): string {
  const rows = findings
    .slice(0, MOST_ROWS)
    .map((one) => [
      markdownCode(`${folder === "" ? "" : `${folder}/`}${placeText(one)}`),
      markdownCode(one.name),
      markdownText(findingText(one)),
      markdownText(one.rule),
    ]);
  const heading = `${KIND_MEANINGS[kind]} (${findings.length.toLocaleString("en")})`;
  const more = findings.length - rows.length;
  const columns = ["where", "name", "what", "rule"];
  const rest = more > 0 ? [`… and ${more.toLocaleString("en")} more.`] : [];
  const folded = (summary: string, some: readonly string[][], after: readonly string[]) => [
    `<details><summary>${summary}</summary>`,
    markdownTable(columns, some),
    ...after,
    "</details>",
  ];
  if (!findings.some(({ level }) => level === "error")) {
    return folded(heading, rows, rest).join("\n\n");
  }
  const [open, others] = [rows.slice(0, MOST_OPEN), rows.slice(MOST_OPEN)];
  return [
    `#### ${heading}`,
    markdownTable(columns, open),
    ...(others.length === 0 ? [] : folded(`the other ${others.length}`, others, rest)),
  ].join("\n\n");
}

function gapLine({ place, message }: InputProblem): string {
  return `- ⚠️ ${markdownText(`${place === undefined ? "" : `${place.file}: `}${message}`)}`;
}
