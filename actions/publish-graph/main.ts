import { runAction } from "../../src/actions/action.ts";
import { annotateProblems } from "../../src/actions/annotations.ts";
import { optionalDigest, optionalText, path, text, wholeNumber } from "../../src/actions/inputs.ts";
import { tellPublished } from "../../src/actions/pages/published.ts";
import { roleCredentials } from "../../src/actions/role.ts";
import { useS3Keys } from "../../src/actions/s3-keys.ts";
import { currentRun } from "../../src/actions/workflow-run.ts";
import { programHome } from "../../src/files/home.ts";
import { readPlanFile } from "../../src/plan/plan-file.ts";
import { publishBins } from "../../src/run/jobs/publish-bins.ts";
import { openStore } from "../../src/store/open-store.ts";
import { runKeys } from "../../src/store/runs/record.ts";
import type { ActionInterface } from "./interface.ts";

const inputs = {
  root: path(),
  plan: path(),
  "plan-digest": optionalDigest(),
  artifacts: path(),
  store: text(),
  role: optionalText(),
  "role-seconds": wholeNumber(900, 43_200),
  region: text(),
  "access-key-id": optionalText(),
  "secret-access-key": optionalText(),
};

await runAction<ActionInterface, typeof inputs>(inputs, async ({ root, artifacts, ...given }, job) => {
  const { author: run, commit } = currentRun();
  useS3Keys(given["access-key-id"], given["secret-access-key"]);
  process.env.AWS_REGION ??= given.region;
  const session = { seconds: given["role-seconds"], region: given.region, session: run };
  const role = given.role === undefined ? undefined : roleCredentials({ arn: given.role, ...session });
  const store = await openStore(given.store, { signal: job.signal, ...(role && { credentials: role }) });
  const plan = await readPlanFile(given.plan, given["plan-digest"]);
  // Running only this job again goes on with the run of this plan; running all jobs again plans another one.
  const author = `${run}-${plan.startedAt.replaceAll(/\D/g, "")}`;
  const { signal, say } = job;
  const planDigest = given["plan-digest"];
  const result = await publishBins({
    ...{ root, artifacts, store, plan, author, commit, signal, say },
    home: programHome,
    ...(planDigest !== undefined && { planDigest }),
  });
  await tellPublished(store, result);
  const notLatest = result.published?.notLatest;
  annotateProblems([...result.faults, ...(notLatest === undefined ? [] : [notLatest])], "warning");
  const id = result.published?.manifest.id;
  const failed = Object.values(result.packages).filter(({ failure }) => failure !== undefined).length;
  return {
    run: id ?? "",
    manifest: id === undefined ? "" : `${store.address}/${runKeys(id).manifest}`,
    failed,
  };
});
