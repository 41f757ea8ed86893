import { runAction } from "../../src/actions/action.ts";
import { flag, optionalText, repositoryFolder, text, wholeNumber } from "../../src/actions/inputs.ts";
import { reportOnPull } from "../../src/actions/report/report-pull.ts";
import { currentRun } from "../../src/actions/workflow-run.ts";
import type { ActionInterface } from "./interface.ts";

const inputs = {
  "run-id": wholeNumber(1, Number.MAX_SAFE_INTEGER),
  root: repositoryFolder(),
  "holds-program": flag(),
  token: text(),
  "comment-author": text(),
  "ask-index": flag(),
  store: optionalText(),
};

await runAction<ActionInterface, typeof inputs>(inputs, async (given, job) => {
  const { owner, repo } = currentRun();
  const { pulls, commentUrl } = await reportOnPull(
    {
      runId: given["run-id"],
      root: given.root,
      holdsProgram: given["holds-program"],
      token: given.token,
      author: given["comment-author"],
      askIndex: given["ask-index"],
      store: given.store,
      repository: { owner, repo },
    },
    job,
  );
  return { "pull-requests": JSON.stringify(pulls), comment: commentUrl };
});
