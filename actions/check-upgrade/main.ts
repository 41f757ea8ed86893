import { runAction } from "../../src/actions/action.ts";
import { flag, oneOf, optionalText, repositoryFolder, text } from "../../src/actions/inputs.ts";
import { checkUpgrade } from "../../src/actions/upgrade/check-upgrade.ts";
import { FAILING } from "../../src/actions/upgrade/upgrade-page.ts";
import type { ActionInterface } from "./interface.ts";

const inputs = {
  store: text(),
  locks: text(),
  project: optionalText(),
  python: optionalText(),
  "fail-on": oneOf(...FAILING),
  explore: flag(),
  comment: flag(),
  token: text(),
  "comment-author": text(),
};

await runAction<ActionInterface, typeof inputs>(inputs, async (given, job) => {
  const { store, locks, python, explore, comment, token } = given;
  const {
    breaking,
    warnings,
    paths,
    commentUrl,
    failure = "",
  } = await checkUpgrade(
    {
      ...{ store, python, explore, comment, token },
      patterns: locks.split(/\s+/),
      project: given.project === undefined ? undefined : repositoryFolder()(given.project),
      failOn: given["fail-on"],
      author: given["comment-author"],
    },
    job,
  );
  if (failure !== "") {
    job.say(`Red, since ${failure}.`);
    job.fail();
  }
  return { breaking, warnings, locks: JSON.stringify(paths), comment: commentUrl, failure };
});
