import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runAction } from "../../src/actions/action.ts";
import { actionsExec } from "../../src/actions/actions-exec.ts";
import { annotateProblems } from "../../src/actions/annotations.ts";
import { pushGenerated } from "../../src/actions/generate/push-generated.ts";
import { reportUnlocked } from "../../src/actions/generate/report-unlocked.ts";
import { oneOf, optionalPath, optionalText, path, wholeNumber } from "../../src/actions/inputs.ts";
import { logFolder, withWorkshop } from "../../src/actions/machine.ts";
import { tellGenerated } from "../../src/actions/pages/generated.ts";
import { repairsOf } from "../../src/actions/repairs.ts";
import { DOCKERFILES_FOLDER, generateAll } from "../../src/dockerfile/generate-all.ts";
import { acceptLocks, collectLocks, toolsThatResolveNothing } from "../../src/dockerfile/hand-over.ts";
import { openOutputLog } from "../../src/exec/output-log.ts";
import { gitIn } from "../../src/git/git.ts";
import { patchOf } from "../../src/git/push-changes.ts";
import { readAllPkginfo } from "../../src/pkginfo/read-folder.ts";
import type { ActionInterface } from "./interface.ts";

const inputs = {
  root: path(),
  mode: oneOf("write", "accept", "check"),
  locks: optionalPath(),
  patch: optionalPath(),
  report: optionalPath(),
  "repair-minutes": wholeNumber(0, 300),
  "push-to": optionalText(),
};

await runAction<ActionInterface, typeof inputs>(inputs, async (given, job) => {
  const { root, mode, locks } = given;
  const packages = await readAllPkginfo(root);
  const accepted = mode === "accept" && locks !== undefined ? await acceptLocks(root, locks, packages) : [];
  const generated = await withWorkshop(job, (workshop) =>
    generateAll(root, packages, {
      check: mode === "check",
      tools: mode === "write" ? workshop : toolsThatResolveNothing(job.signal),
      openLog: (stem) => openOutputLog(join(logFolder(), `${stem}.log`)),
      say: job.say,
    }),
  );
  const { results } = generated;
  const changes = [...accepted, ...generated.changes];
  if (mode === "write" && locks !== undefined) {
    await collectLocks(root, locks, results);
  }
  if (given.report !== undefined) {
    await reportUnlocked(given.report, results, (stems) =>
      repairsOf(root, stems, given["repair-minutes"], job),
    );
  }
  const git = gitIn(root, actionsExec);
  const branch = given["push-to"];
  const wantsPatch = given.patch !== undefined || branch !== undefined;
  const needsPatch = wantsPatch && changes.length > 0 && mode !== "check";
  const patch = needsPatch ? await patchOf(git, [DOCKERFILES_FOLDER]) : "";
  if (given.patch !== undefined && patch !== "") {
    await writeFile(given.patch, patch);
  }
  const problems = await tellGenerated({ root, results, changes, patch, mode });
  annotateProblems(problems, "error", root);
  if (problems.length > 0) {
    job.fail();
  }
  const commit =
    branch === undefined || patch === ""
      ? ""
      : await pushGenerated(git, { branch, results, changes, signal: job.signal });
  return { changed: changes.length > 0, commit };
});
