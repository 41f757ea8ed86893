import { countText } from "../../../exec/figure.ts";
import { printableJson, printableLine } from "../../../exec/printable.ts";
import { FINDING_KINDS, type Finding } from "../../../impact/finding.ts";
import type { Context } from "../../context.ts";
import { programVersion } from "../../version.ts";
import { sarifFingerprint, sarifLog, sarifUri } from "../sarif.ts";
import { impactAnnotations } from "./annotations.ts";
import { impactMarkdown } from "./impact-markdown.ts";
import {
  failureOf,
  findingSentence,
  findingText,
  KIND_MEANINGS,
  placeText,
  ruleText,
  successOf,
  summaryText,
  type ToldImpact,
} from "./told.ts";

/** How an impact can be told. */
export const IMPACT_FORMATS = ["text", "markdown", "json", "sarif", "github"] as const;

export type ImpactFormat = (typeof IMPACT_FORMATS)[number];

export const IMPACT_JSON_HELP =
  "for a program: {lock, python, isUpgrade, distributions: [{name, version, to, uses, broken, brokenFiles, unknown}], findings: [{kind, level, rule, place, name, …}], unexplored, unknownImports, guarded, problems, failure}";

/** So many findings of a kind are told to a person who has not asked for all. */
const MOST_SHOWN = 60;
/** What is told to who asks for all only. */
const ASKED_FOR = new Set(["may-break", "passed-on", "private"]);

/** @param all whether a person is told everything */
export function impactAs(
  format: ImpactFormat,
  context: Pick<Context, "colors" | "home">,
  told: ToldImpact,
  all: boolean,
): string {
  switch (format) {
    case "text":
      return impactText(context, told, all);
    case "markdown":
      return impactMarkdown(told);
    case "json":
      return impactJson(told);
    case "sarif":
      return impactSarif(told, programVersion(context.home));
    case "github":
      return impactAnnotations(told);
  }
}

function impactText({ colors }: Pick<Context, "colors">, told: ToldImpact, all: boolean): string {
  const { impact, lock, python } = told;
  const { findings, distributions, guarded, sources } = impact;
  const failure = failureOf(impact);
  const hidden = findings.filter(({ kind }) => !all && ASKED_FOR.has(kind)).length;
  const sections = FINDING_KINDS.flatMap((kind) => {
    const some = findings.filter((one) => one.kind === kind);
    const isShown = some.length > 0 && (all || !ASKED_FOR.has(kind));
    return isShown ? ["", ...sectionLines(kind, some, all, colors)] : [];
  });
  return [
    colors.bold(printableLine(`${countText(sources, "source")}, ${lock}, Python ${python}`)),
    ...distributions
      .filter(({ to, broken }) => all || to !== undefined || broken > 0)
      .map((one) => printableLine(`  ${summaryText(one)}`)),
    ...sections,
    "",
    ...(guarded > 0
      ? [`${countText(guarded, "place")} left out: tried, asked for by hasattr, or for other versions`]
      : []),
    ...(hidden > 0 ? [`--all shows ${countText(hidden, "further remark")}`] : []),
    printableLine(
      failure === undefined ? `${colors.green("✓")} ${successOf(impact)}` : `${colors.red("✗")} ${failure}`,
    ),
  ].join("\n");
}

function sectionLines(
  kind: Finding["kind"],
  findings: readonly Finding[],
  all: boolean,
  colors: Context["colors"],
): string[] {
  const said = (one: Finding) => `${one.name}: ${findingText(one)}  [${one.rule}]`;
  // What breaks is mended place by place; of the rest one place is enough to see what it is.
  const isEachTold = all || findings.some(({ level }) => level === "error");
  const groups = isEachTold ? findings.map((one) => [one]) : [...Map.groupBy(findings, said).values()];
  const shown = all ? groups : groups.slice(0, MOST_SHOWN);
  const rest = findings.length - shown.flat().length;
  const lines = shown.flatMap(([first, ...others]) => {
    const more = others.length === 0 ? "" : `, and in ${countText(others.length, "more place")}`;
    return first === undefined ? [] : [printableLine(`  ${placeText(first)}  ${said(first)}${more}`)];
  });
  return [
    colors.bold(`${KIND_MEANINGS[kind]} (${findings.length.toLocaleString("en")})`),
    ...lines,
    ...(rest > 0 ? [`  and ${rest.toLocaleString("en")} more: --all shows them`] : []),
  ];
}

function impactJson({ folder, lock, python, impact }: ToldImpact): string {
  const failure = failureOf(impact);
  return printableJson({ ...{ folder, lock, python }, ...impact, ...(failure !== undefined && { failure }) });
}

function impactSarif({ impact }: ToldImpact, version: string): string {
  const ids = [...new Set(impact.findings.map(({ rule }) => rule))].sort();
  const rules = ids.map((id) => {
    const { title, reason } = ruleText(id);
    return { id, shortDescription: { text: title }, fullDescription: { text: reason } };
  });
  const results = impact.findings.map((finding) => {
    const { rule, level, name, place } = finding;
    return {
      ...{ ruleId: rule, ruleIndex: ids.indexOf(rule), level, message: { text: findingSentence(finding) } },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: sarifUri(place.file) },
            // Lines of a notebook's cells are none of the file.
            region: { startLine: place.cell === undefined ? place.line : 1 },
          },
          logicalLocations: [{ fullyQualifiedName: name }],
        },
      ],
      partialFingerprints: { "importgraphUse/v1": sarifFingerprint([rule, name, place.file]) },
    };
  });
  return sarifLog(version, rules, results);
}
