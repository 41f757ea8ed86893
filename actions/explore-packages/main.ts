import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { runAction } from "../../src/actions/action.ts";
import { annotateProblems } from "../../src/actions/annotations.ts";
import {
  flag,
  optionalDigest,
  optionalNumber,
  optionalPath,
  path,
  wholeNumber,
} from "../../src/actions/inputs.ts";
import { withWorkshop } from "../../src/actions/machine.ts";
import { faultsOf, tellExplored } from "../../src/actions/pages/explored.ts";
import { repairsOf } from "../../src/actions/repairs.ts";
import { logWork } from "../../src/actions/work-log.ts";
import { jobBegunAt } from "../../src/actions/workflow-run.ts";
import { DOCKERFILES_FOLDER } from "../../src/dockerfile/generate-all.ts";
import { programHome } from "../../src/files/home.ts";
import { readPlanFile } from "../../src/plan/plan-file.ts";
import { isUnusable, reportedPackage, withRepair, writeReport } from "../../src/report/write-report.ts";
import { exploreBin } from "../../src/run/jobs/explore-bin.ts";
import { machineBounds } from "../../src/run/whole/schedule.ts";
import { reportable } from "../../src/run/whole/snapshot.ts";
import type { ActionInterface } from "./interface.ts";

const inputs = {
  root: path(),
  plan: path(),
  "plan-digest": optionalDigest(),
  bin: wholeNumber(0, 255),
  shards: path(),
  report: optionalPath(),
  jobs: optionalNumber(1, 64),
  minutes: wholeNumber(1, 10_000),
  "repair-minutes": wholeNumber(0, 300),
  fail: flag(),
};

await runAction<ActionInterface, typeof inputs>(inputs, async (given, job) => {
  const { root, bin, shards: folder } = given;
  const plan = await readPlanFile(given.plan, given["plan-digest"]);
  const planDigest = given["plan-digest"];
  const outOfTime = AbortSignal.timeout(given.minutes * 60_000);
  const signal = AbortSignal.any([job.signal, outOfTime]);
  const outcome = await withWorkshop({ ...job, signal }, async (workshop) =>
    exploreBin(
      {
        ...{ root, home: programHome, plan, bin, folder, bounds: machineBounds(given.jobs) },
        begunAt: await jobBegunAt(),
        ...(planDigest !== undefined && { planDigest }),
      },
      workshop,
      logWork(job, plan.bins[bin]?.length ?? 0),
    ),
  );
  const { store, packages, isCutOff } = outcome;
  if (given.report !== undefined) {
    const reports = Object.entries(packages).map(([stem, said]) =>
      reportedPackage(stem, join(root, DOCKERFILES_FOLDER, stem), reportable(said), store),
    );
    const reported = await Promise.all(reports);
    const failing = reported.filter(isUnusable).map(({ stem }) => stem);
    const minutes = isCutOff ? 0 : given["repair-minutes"];
    const repairs = await repairsOf(root, failing, minutes, job);
    await mkdir(given.report, { recursive: true });
    await writeReport(
      given.report,
      { bin: { number: bin, of: plan.bins.length }, plan: planDigest },
      reported.map((one) => withRepair(one, repairs.get(one.stem))),
    );
  }
  await tellExplored({ plan, bin, packages, isCutOff });
  const faults = faultsOf(plan, bin, packages);
  annotateProblems(faults, given.fail ? "error" : "warning", root);
  if (given.fail && faults.length > 0) {
    job.fail();
  }
  const explored = Object.values(packages).filter(({ failure }) => failure === undefined).length;
  return { explored, failed: (plan.bins[bin]?.length ?? 0) - explored };
});
