import { tmpdir } from "node:os";
import { join } from "node:path";
import { runAction } from "../../src/actions/action.ts";
import { checkProject } from "../../src/actions/check/check-project.ts";
import { flag, optionalOneOf, optionalPath, optionalText, text } from "../../src/actions/inputs.ts";
import { FAILURES } from "../../src/check/configuration.ts";
import type { ActionInterface } from "./interface.ts";

const inputs = {
  project: text(),
  against: text(),
  config: optionalText(),
  "fail-on": optionalOneOf(...FAILURES),
  store: optionalText(),
  witness: flag(),
  graph: optionalText(),
  sarif: optionalPath(),
};

await runAction<ActionInterface, typeof inputs>(inputs, async (given, job) => {
  const { project, against, config, sarif, witness, graph } = given;
  const store = given.store ?? join(process.env.RUNNER_TEMP ?? tmpdir(), "importgraph-store");
  const { check, releases } = await checkProject(
    { project, against, config, failOn: given["fail-on"], store, witness, graph, sarif },
    job,
  );
  const { changes, deserved, failure = "" } = check;
  if (failure !== "") {
    job.say(`Red, since ${failure}.`);
    job.fail();
  }
  return {
    breaking: changes.filter(({ level }) => level === "breaking").length,
    risky: changes.filter(({ level }) => level === "risky").length,
    against: releases[0].header.distribution.version,
    version: deserved?.version ?? "",
    bump: deserved?.bump ?? "",
    failure,
  };
});
