/** `npm run bench -- NAME [ARGUMENTS…]`: figures as ratios measured in one run; never part of the tests. */
import { benchDiff } from "./diff/diff.ts";
import { benchExplore } from "./explore.ts";
import { benchFacts } from "./facts/facts.ts";
import { benchGraph } from "./graph/graph.ts";
import { benchGrowth } from "./growth.ts";
import { benchImpact } from "./impact/impact.ts";
import { benchKillRun } from "./kill-run.ts";
import { benchLookups } from "./lookups.ts";
import { benchPlan } from "./plan.ts";
import { benchPublish } from "./publish.ts";
import { benchQuestions } from "./questions.ts";
import { benchSame } from "./same.ts";
import { benchTree } from "./tree/tree.ts";
import { benchTruth } from "./truth/truth.ts";
import { benchUses } from "./uses/uses.ts";
import { benchView } from "./view/view.ts";

const benchmarks: Readonly<Record<string, typeof benchExplore>> = {
  explore: benchExplore,
  graph: benchGraph,
  publish: benchPublish,
  plan: benchPlan,
  truth: benchTruth,
  facts: benchFacts,
  same: benchSame,
  questions: benchQuestions,
  tree: benchTree,
  uses: benchUses,
  diff: benchDiff,
  impact: benchImpact,
  "kill-run": benchKillRun,
  growth: benchGrowth,
  lookups: benchLookups,
  view: benchView,
};

const [name = "", ...rest] = process.argv.slice(2);
const bench = benchmarks[name];
if (bench === undefined) {
  process.stderr.write(
    `usage: npm run bench -- NAME [ARGUMENTS…]; names: ${Object.keys(benchmarks).join(", ")}\n`,
  );
  process.exitCode = 2;
} else {
  await bench(rest, (line) => process.stdout.write(`${line}\n`));
  process.exit();
}
