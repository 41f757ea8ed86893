/** What a plan is shown as, on the step's page. */

import { markdownCode, markdownTable, markdownText } from "../../cli/results/markdown.ts";
import { countText, secondsText } from "../../exec/figure.ts";
import type { Bins } from "../../plan/bins.ts";
import type { JobSeconds } from "../../plan/job-seconds.ts";
import type { Plan, PlannedWork } from "../../plan/plan.ts";
import { addToSummary } from "./step-summary.ts";

export interface PlanPage extends Bins {
  plan: Plan;
  work: readonly PlannedWork[];
  leftOut: number;
  jobCost: JobSeconds;
}

const ORIGINS: Readonly<Record<JobSeconds["origin"], (cost: JobSeconds) => string>> = {
  given: () => "as the input `job-seconds` says",
  measured: ({ jobs }) => `as ${countText(jobs, "job")} of earlier runs did`,
  usual: () => "since no earlier run tells",
};

export async function tellPlan(page: PlanPage): Promise<void> {
  const { plan, work, leftOut, bins, makespanSeconds, lowerBoundSeconds, jobCost } = page;
  const count = (what: string) => plan.packages.filter(({ todo }) => todo.work === what).length;
  const others = [
    [count("none"), "unchanged"],
    [count("leave"), "not asked for"],
    [count("skip"), "skipped"],
    [count("refuse"), "with a lock or pkginfo that can't be used"],
    [leftOut, "that the same change concerns, for which the others stand"],
    [plan.removed.length, "gone from pkginfo/"],
  ] as const;
  const binOf = new Map(
    bins.flatMap((bin, at) => bin.map(({ stem, seconds }) => [stem, { at, seconds }] as const)),
  );
  const rows = work.map(({ stem, version, python, todo }) => [
    markdownCode(stem),
    markdownText(version),
    python ?? "–",
    todo.work,
    markdownText(todo.reason),
    String(binOf.get(stem)?.at ?? "–"),
    secondsText(binOf.get(stem)?.seconds ?? 0),
  ]);
  const jobs =
    bins.length === 0
      ? "Nothing is to be done."
      : `About ${secondsText(makespanSeconds)} on ${countText(bins.length, "job")}; no plan takes less than ${secondsText(lowerBoundSeconds)}. Each job is reckoned to take ${secondsText(jobCost.seconds)} besides its packages, ${ORIGINS[jobCost.origin](jobCost)}.`;
  const lines = [
    "### Plan",
    "",
    `${[`${countText(work.length, "package")} to do`, ...others.filter(([number]) => number > 0).map(([number, words]) => `${number} ${words}`)].join("; ")}.`,
    "",
    jobs,
    "",
    ...(rows.length === 0
      ? []
      : [markdownTable(["package", "version", "Python", "what", "why", "job", "expected"], rows), ""]),
    ...plan.packages.flatMap(({ stem, todo }) =>
      todo.work === "refuse" ? [`- ⚠️ ${markdownCode(stem)}: ${markdownText(todo.message)}`] : [],
    ),
  ];
  await addToSummary(lines.join("\n"), "the artifact `plan`");
}
