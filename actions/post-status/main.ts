import { runAction } from "../../src/actions/action.ts";
import { gitHubError, openGitHub } from "../../src/actions/github-client.ts";
import { commit, text } from "../../src/actions/inputs.ts";
import { currentRun } from "../../src/actions/workflow-run.ts";
import type { ActionInterface } from "./interface.ts";

const inputs = { commit: commit(), context: text(), result: text(), token: text() };

await runAction<ActionInterface, typeof inputs>(inputs, async ({ commit, context, result, token }, job) => {
  const { owner, repo, url } = currentRun();
  const { rest } = openGitHub({ token, say: job.say });
  const isGreen = result === "success";
  await rest.repos
    .createCommitStatus({
      ...{ owner, repo, context },
      sha: commit,
      state: isGreen ? "success" : "failure",
      description: isGreen
        ? "Checked by the run that generated this commit"
        : "Red in the run that generated this commit",
      target_url: url,
    })
    .catch((error: unknown) => {
      throw gitHubError(error, `set the status of ${commit}`);
    });
  job.say(`${context} is ${isGreen ? "green" : "red"} on ${commit}`);
  return {};
});
