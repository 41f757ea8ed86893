import { runAction } from "../../src/actions/action.ts";
import { openBumps } from "../../src/actions/bump/open-bumps.ts";
import { commit, path, text } from "../../src/actions/inputs.ts";
import { currentRun } from "../../src/actions/workflow-run.ts";
import type { ActionInterface } from "./interface.ts";

const inputs = {
  root: path(),
  proposals: path(),
  base: text(),
  commit: commit(),
  token: text(),
  author: text(),
};

await runAction<ActionInterface, typeof inputs>(inputs, async (given, job) => {
  const { owner, repo } = currentRun();
  const kept = await openBumps({ ...given, repository: { owner, repo } }, job);
  return { "pull-requests": JSON.stringify(kept) };
});
