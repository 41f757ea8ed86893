/** A run as a page of Markdown, for a repository's record of its runs: what it was, what came of it, what could not be explored. */

import { countText, secondsText } from "../../exec/figure.ts";
import { brokenModules } from "../../repair/diagnosis/causes.ts";
import { compareText } from "../../shard/canonical.ts";
import type { Problem } from "../../shard/records.ts";
import type { RunSummary } from "../../store/runs/list.ts";
import type { RunManifest, RunPackage, RunPackages } from "../../store/runs/record.ts";
import { sizeText } from "../text.ts";
import { markdownCode, markdownTable, markdownText, numberText } from "./markdown.ts";

/** What could not be explored, and of which distribution. */
export type PackageProblem = Problem & { distribution: string; version: string };

/** What a page is made of. */
export interface RunPageContent {
  run: RunSummary;
  manifest: RunManifest;
  packages: RunPackages;
  /** Of all shards of the run; undefined where it has no graph to read them from. */
  problems: readonly PackageProblem[] | undefined;
}

/** So many names stand for all packages that have a kind of problem. */
const MOST_NAMES = 5;

/** Kinds of problems that are told; what is rarer is counted. */
const MOST_KINDS = 60;

/** Of what a problem says. */
const LONGEST_TEXT = 160;

/** The page, ending in a line feed. */
export function runPage({ run, manifest, packages, problems }: RunPageContent): string {
  return `${[
    `# Run ${markdownText(run.id)}`,
    factsTable({ run, manifest, packages, problems }),
    ...failureSection(packages),
    ...(problems === undefined ? [] : problemSection(problems)),
    `## Packages\n\n${packageTable(packages, problems)}`,
  ].join("\n\n")}\n`;
}

function shardName({ distribution, version }: Pick<PackageProblem, "distribution" | "version">): string {
  return `${distribution} ${version}`;
}

function factsTable({ run, manifest, packages, problems }: RunPageContent): string {
  const all = Object.values(packages);
  const shards = all.flatMap(({ shard }) => shard ?? []);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const imported = sum(shards.map(({ modules }) => modules));
  const missing =
    problems && sum([...Map.groupBy(problems, shardName).values()].map((own) => brokenModules(own).size));
  const took = (Date.parse(manifest.finishedAt) - Date.parse(manifest.startedAt)) / 1000;
  const counts = Object.entries(manifest.counts).filter(([, count]) => count > 0);
  const rows: [string, string | undefined][] = [
    ["packages", counts.map(([status, count]) => `${numberText(count)} ${status}`).join(", ")],
    ["begun", `${manifest.startedAt.slice(0, 16).replace("T", " ")} UTC`],
    ["took", `${secondsText(took)}; the packages ${secondsText(sum(all.map(({ seconds }) => seconds)))}`],
    ["size", run.sizeBytes === undefined ? undefined : sizeText(run.sizeBytes)],
    ["nodes", numberText(sum(shards.map(({ nodes }) => nodes)))],
    [
      "modules imported",
      missing === undefined ? numberText(imported) : shareText(imported, imported + missing),
    ],
    ["problems", problems && numberText(problems.length)],
    ["platform", markdownText(manifest.platform)],
    ["explorer", markdownCode(manifest.explorer.digest.slice(0, 12))],
    ["commit", manifest.commit && markdownCode(manifest.commit)],
  ];
  return markdownTable(
    ["", ""],
    rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** `950 of 1,000 (95.0 %)` */
function shareText(part: number, whole: number): string {
  const share = whole === 0 ? 100 : (100 * part) / whole;
  return `${numberText(part)} of ${numberText(whole)} (${share.toFixed(1)} %)`;
}

function failureSection(packages: RunPackages): string[] {
  const rows = Object.entries(packages).flatMap(([stem, { version, status, failure, reason }]) => {
    const isShown = failure !== undefined || status === "failed" || status === "unstable";
    const why = firstLine(failure?.message ?? reason);
    return isShown
      ? [[markdownCode(stem), markdownText(version), status, failure?.stage ?? "", markdownText(why)]]
      : [];
  });
  return rows.length === 0
    ? []
    : [
        `## Not explored, or not wholly\n\n${markdownTable(["package", "version", "status", "stage", "why"], rows)}`,
      ];
}

function problemSection(problems: readonly PackageProblem[]): string[] {
  const kinds = [...Map.groupBy(problems, kindOf)].sort(
    ([leftKind, left], [rightKind, right]) => right.length - left.length || compareText(leftKind, rightKind),
  );
  if (kinds.length === 0) {
    return [];
  }
  const rows = kinds.slice(0, MOST_KINDS).map(([, kind]) => kindRow(kind));
  const rest = kinds.slice(MOST_KINDS).flatMap(([, kind]) => kind);
  const more =
    rest.length === 0
      ? ""
      : `\n\n${countText(rest.length, "problem")} of ${countText(kinds.length - MOST_KINDS, "rarer kind")} are not listed.`;
  const columns = ["stage", "error", "for example", "problems", "packages"];
  return [`## Problems, by kind\n\n${markdownTable(columns, rows)}${more}`];
}

/** Problems of a kind differ in the names and numbers of what they say. */
function kindOf({ stage, error, message }: PackageProblem): string {
  const words = firstLine(message)
    .replaceAll(/(['"`]).*?\1/g, "…")
    .replace(/^[\w.]+: /, "")
    .replaceAll(/\b(attribute|module|package|members of) [\w.]+/g, "$1 …")
    .replaceAll(/\d+/g, "0");
  return `${stage} ${error} ${words}`;
}

function kindRow(kind: readonly PackageProblem[]): string[] {
  const texts = [...Map.groupBy(kind, ({ message }) => firstLine(message))];
  const [example = ""] = texts.sort(
    ([leftText, left], [rightText, right]) => right.length - left.length || compareText(leftText, rightText),
  )[0] ?? [""];
  const names = [...new Set(kind.map(({ distribution }) => distribution))];
  const others = names.length > MOST_NAMES ? `, … (${numberText(names.length)})` : "";
  const { stage, error } = kind[0] as PackageProblem;
  return [
    ...[stage, markdownText(error), markdownText(cut(example)), numberText(kind.length)],
    `${names.slice(0, MOST_NAMES).map(markdownCode).join(", ")}${others}`,
  ];
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0] ?? "";
}

function cut(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}

function packageTable(packages: RunPackages, problems: readonly PackageProblem[] | undefined): string {
  const grouped = problems && Map.groupBy(problems, shardName);
  const rows = Object.entries(packages).map(([stem, said]) => {
    const { version, python, shard } = said;
    const own = shard && (grouped?.get(`${shard.name} ${shard.version}`) ?? []);
    const broken = grouped && own && brokenModules(own).size;
    const modules =
      shard === undefined || broken === undefined || broken === 0
        ? numberText(shard?.modules)
        : `${numberText(shard.modules)} of ${numberText(shard.modules + broken)}`;
    return [
      ...[markdownCode(stem), markdownText(version), python ?? shard?.python ?? "", numberText(shard?.nodes)],
      ...[modules, stagesText(said), tookText(said), shard === undefined ? "" : sizeText(shard.sizeBytes)],
    ];
  });
  const columns = ["package", "version", "Python", "nodes", "modules", "problems", "took", "size"];
  return markdownTable(columns, rows);
}

/** What this run took for it, else what making its shard took. */
function tookText({ attempts, seconds, shard }: RunPackage): string {
  const known = attempts > 0 ? [seconds] : Object.values(shard?.seconds ?? {});
  return known.length === 0 ? "" : secondsText(known.reduce((sum, one) => sum + one, 0));
}

/** `import 3, walk 1` */
function stagesText({ problemsByStage = {}, shard }: RunPackage): string {
  const stages = Object.entries(problemsByStage).filter(([, count]) => count > 0);
  return stages.length > 0
    ? stages.map(([stage, count]) => `${stage} ${numberText(count)}`).join(", ")
    : numberText(shard?.problems);
}
