import { context } from "@actions/github";
import { runAction } from "../../src/actions/action.ts";
import { flag, text, wholeNumber } from "../../src/actions/inputs.ts";
import { reportOnPull } from "../../src/actions/report/report-pull.ts";
import type { ActionInterface } from "./interface.ts";

const inputs = {
  "run-id": wholeNumber(1, Number.MAX_SAFE_INTEGER),
  "github-token": text(),
  "comment-author": text(),
  "ask-index": flag(),
};

await runAction<ActionInterface, typeof inputs>(inputs, async (given, job) => {
  const { pulls, commentUrl } = await reportOnPull(
    {
      runId: given["run-id"],
      token: given["github-token"],
      author: given["comment-author"],
      askIndex: given["ask-index"],
      repository: context.repo,
    },
    job,
  );
  return { "pull-requests": JSON.stringify(pulls), comment: commentUrl };
});
