import { mkdir } from "node:fs/promises";
import { runAction } from "../../src/actions/action.ts";
import { actionsExec } from "../../src/actions/actions-exec.ts";
import { annotateProblems } from "../../src/actions/annotations.ts";
import {
  flag,
  optionalCommit,
  optionalNumber,
  optionalText,
  path,
  text,
  wholeNumber,
} from "../../src/actions/inputs.ts";
import { tellPlan } from "../../src/actions/pages/plan.ts";
import { useS3Keys } from "../../src/actions/s3-keys.ts";
import { programHome } from "../../src/files/home.ts";
import { gitIn } from "../../src/git/git.ts";
import { planJobs } from "../../src/plan/job-plan.ts";
import { jobSeconds } from "../../src/plan/job-seconds.ts";
import { writePlanFile } from "../../src/plan/plan-file.ts";
import { planChange, planSelected, refusals } from "../../src/run/whole/plan-selected.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { ActionInterface } from "./interface.ts";

const inputs = {
  root: path(),
  packages: text(),
  force: flag(),
  "max-jobs": wholeNumber(1, 256),
  "job-seconds": optionalNumber(0, 3600),
  "compare-with": optionalCommit(),
  sample: wholeNumber(1, 1000),
  store: text(),
  "access-key-id": optionalText(),
  "secret-access-key": optionalText(),
  plan: path(),
  fail: flag(),
};

await runAction<ActionInterface, typeof inputs>(inputs, async (given, job) => {
  const { root, force, sample, "compare-with": commit } = given;
  useS3Keys(given["access-key-id"], given["secret-access-key"]);
  const startedAt = new Date().toISOString();
  const selection = given.packages === "all" ? "all" : given.packages.split(/\s+/);
  const request = { root, home: programHome, selection, force, signal: job.signal } as const;
  const store = commit === undefined ? await openStore(given.store, { signal: job.signal }) : undefined;
  const {
    plan,
    selection: asked,
    work,
    leftOut,
    strangers,
  } = store !== undefined
    ? await planSelected(request, store)
    : await planChange(request, gitIn(root, actionsExec), commit ?? "", sample);
  const jobCost = await jobSeconds(given["job-seconds"], store);
  const limits = { maxJobs: given["max-jobs"], jobSeconds: jobCost.seconds };
  const { bins, makespanSeconds, lowerBoundSeconds } = await planJobs(root, plan, work, limits);
  const planned = new Map(work.map(({ stem, todo }) => [stem, todo]));
  await mkdir(given.plan, { recursive: true });
  const digest = await writePlanFile(given.plan, {
    format: 1,
    ...{ startedAt, force, makespanSeconds, lowerBoundSeconds },
    selection: asked === "all" ? asked : [...asked],
    bins: bins.map((bin) =>
      bin.map(({ stem, seconds }) => {
        const { work: what = "build", reason = "", isForced = false } = planned.get(stem) ?? {};
        return { stem, work: what, reason: reason.slice(0, 1000), expectedSeconds: seconds, isForced };
      }),
    ),
  });
  await tellPlan({ plan, work, leftOut, bins, makespanSeconds, lowerBoundSeconds, jobCost });
  const refused = [...strangers, ...refusals(plan)];
  annotateProblems(refused, given.fail ? "error" : "warning", root);
  if (given.fail && refused.length > 0) {
    job.fail();
  }
  const matrix = JSON.stringify({ include: bins.map((_, bin) => ({ bin })) });
  return { bins: bins.length, packages: work.length, matrix, digest };
});
