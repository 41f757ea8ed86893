import { runAction } from "../../src/actions/action.ts";
import { actionsExec } from "../../src/actions/actions-exec.ts";
import { baseCommit } from "../../src/actions/bump/base-commit.ts";
import { openBumps } from "../../src/actions/bump/open-bumps.ts";
import { commit, namePatterns, optionalText, path, text } from "../../src/actions/inputs.ts";
import { currentRun } from "../../src/actions/workflow-run.ts";
import { gitIn } from "../../src/git/git.ts";
import type { ActionInterface } from "./interface.ts";

const inputs = {
  root: path(),
  proposals: path(),
  groups: namePatterns(),
  base: text(),
  commit: commit(),
  token: text(),
  author: text(),
  store: optionalText(),
};

await runAction<ActionInterface, typeof inputs>(inputs, async (given, job) => {
  const { owner, repo } = currentRun();
  const git = gitIn(given.root, actionsExec);
  const base = await baseCommit(git, given.commit);
  const prefix = (await git.run("rev-parse", "--show-prefix")).trimEnd();
  const kept = await openBumps({ ...given, prefix, commit: base, repository: { owner, repo } }, job);
  return { "pull-requests": JSON.stringify(kept) };
});
