/** What became of the packages of one job, on the step's page. */

import {
  markdownCode,
  markdownFence,
  markdownTable,
  markdownText,
  numberText,
} from "../../cli/results/markdown.ts";
import { sizeText } from "../../cli/text.ts";
import type { InputProblem } from "../../errors/input-error.ts";
import { countText, secondsText } from "../../exec/figure.ts";
import { keyAdvice } from "../../pkginfo/advice.ts";
import type { PlanFile } from "../../plan/plan-file.ts";
import { importsNothing } from "../../store/layout.ts";
import type { RunPackage, RunPackages } from "../../store/runs/record.ts";
import { addToSummary } from "./step-summary.ts";

export interface ExploredPage {
  plan: PlanFile;
  bin: number;
  packages: RunPackages;
  /** The job ended before all packages were reached. */
  isCutOff: boolean;
}

const MOST_LINES = 30;

/** What failed, or has nothing that can be imported: it is no use to whoever wants the package. */
export function faultsOf(plan: PlanFile, bin: number, packages: RunPackages): InputProblem[] {
  return (plan.bins[bin] ?? []).flatMap(({ stem }) => {
    const place = { file: `pkginfo/${stem}.yaml` };
    const said = packages[stem];
    if (said === undefined) {
      return [
        {
          place,
          message: `${stem} was not reached`,
          fix: "run this job again: what is done is not done again",
        },
      ];
    }
    if (said.failure !== undefined) {
      return [
        { place, message: `${stem} failed at the stage "${said.failure.stage}": ${said.failure.message}` },
      ];
    }
    return said.shard !== undefined && importsNothing(said.shard)
      ? [
          {
            place,
            message: `no module of ${stem} ${said.version} could be imported`,
            fix: notImportedFix(said.tracebacks),
          },
        ]
      : [];
  });
}

function notImportedFix(tracebacks: Readonly<Record<string, string>> = {}): string {
  const advice = keyAdvice(Object.values(tracebacks), "import") ?? "mend it with the pkginfo's keys";
  return `the report of this job tells the problems; ${advice}, or list it in skipped.md`;
}

export async function tellExplored(page: ExploredPage): Promise<void> {
  const { plan, bin, packages, isCutOff } = page;
  const stems = (plan.bins[bin] ?? []).map(({ stem }) => stem);
  const failed = stems.flatMap((stem) => (packages[stem]?.failure === undefined ? [] : [stem]));
  const seconds = Object.values(packages).reduce((sum, said) => sum + said.seconds, 0);
  const expected = plan.bins[bin]?.reduce((sum, entry) => sum + (entry.expectedSeconds ?? 0), 0) ?? 0;
  const lines = [
    `### Job ${bin}${plan.bins.length === 1 ? ", the only one" : `, one of ${plan.bins.length}`}`,
    "",
    `${countText(stems.length, "package")} in ${secondsText(seconds)}, where ${secondsText(expected)} were expected.`,
    ...(isCutOff
      ? [
          "",
          "**This job ran out of time.** What was not reached keeps its last shard; running the job again goes on.",
        ]
      : []),
    "",
    markdownTable(
      ["", "package", "version", "Python", "modules", "nodes", "problems", "size", "time", "why"],
      stems.map((stem) => row(stem, packages[stem])),
    ),
    ...failed.flatMap((stem) => [
      "",
      `<details><summary>${markdownText(stem)} failed at the stage “${markdownText(packages[stem]?.failure?.stage ?? "")}”</summary>`,
      "",
      markdownFence(lastLines(packages[stem]?.failure?.message ?? ""), "text"),
      "",
      "</details>",
    ]),
  ];
  await addToSummary(lines.join("\n"), "the artifact with this job's shards, in `logs/`");
}

function row(stem: string, said: RunPackage | undefined): string[] {
  if (said === undefined) {
    return ["❌", markdownCode(stem), "–", "–", "–", "–", "–", "–", "–", "not reached"];
  }
  const { version, python, shard, seconds, reason, failure, status } = said;
  const isFault = failure !== undefined || (shard !== undefined && importsNothing(shard));
  const mark = isFault ? "❌" : status === "unstable" ? "⚠️" : "✅";
  return [
    mark,
    markdownCode(stem),
    markdownText(version),
    python ?? "–",
    numberText(shard?.modules),
    numberText(shard?.nodes),
    numberText(shard?.problems),
    shard === undefined ? "–" : sizeText(shard.sizeBytes),
    secondsText(seconds),
    markdownText(reason),
  ];
}

function lastLines(message: string): string[] {
  const lines = message.split("\n");
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, 3), "…", ...lines.slice(3 - MOST_LINES)];
}
