/** The example in each action's README does what it says, one after the other, in a repository that holds packages. */

import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { programFile } from "../../../files/home.ts";
import { openStore } from "../../../store/open-store.ts";
import { readLatest, readRunPackages } from "../../../store/runs/record.ts";
import { addPull, endRun } from "./ended-run.ts";
import { writeProject } from "./library-project.ts";
import { type ActStand, setUpAct } from "./stand.ts";

const ORDER = [
  ...["generate-dockerfiles", "plan-matrix", "explore-packages", "publish-graph"],
  ...["post-status", "report-package", "open-bumps", "check-api"],
];

/** It wants a pull request, and has one in check-upgrade.act.test.ts. */
const ELSEWHERE = ["check-upgrade"];

let stand: ActStand;

beforeAll(async () => {
  stand = await setUpAct([]);
});

afterAll(() => stand?.tearDown());

async function exampleOf(action: string): Promise<string> {
  const readme = await readFile(programFile("actions", action, "README.md"), "utf8");
  const [, example = expect.fail(`${action} has no example`)] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? [];
  expect(example).toContain(`YOUR/importgraph/actions/${action}@COMMIT`);
  return example.replaceAll(/^(?=.)/gm, "      ");
}

test("each action's example works", async () => {
  expect((await readdir(programFile("actions"))).sort()).toEqual([...ORDER, ...ELSEWHERE].sort());
  const { commit, repositories } = await stand.holdProgramIn("YOUR/importgraph");
  const steps = await Promise.all(ORDER.map(exampleOf));
  // What the job before hands over.
  const proposals = `      - run: 'mkdir "$RUNNER_TEMP/proposals" && echo ''{"format": 1, "bumps": [], "unskipped": []}'' >"$RUNNER_TEMP/proposals/bump.json"'\n`;
  const keep = '      - run: cp -R "$RUNNER_TEMP/graph" "$STAND_FOLDER/graph"\n';
  const text = `name: examples\non: workflow_dispatch\njobs:\n  examples:\n    runs-on: ubuntu-24.04\n    steps:\n${proposals}${steps.join("")}${keep}`;
  const folder = stand.clone.folder;
  await mkdir(join(folder, ".github", "workflows"), { recursive: true });
  await writeFile(
    join(folder, ".github", "workflows", "examples.yml"),
    text.replaceAll("@COMMIT", `@${commit}`),
  );
  await writeProject(folder, "1.0", 'private = ["six"]\n');
  await mkdir(join(folder, "pkginfo"));
  await writeFile(join(folder, "pkginfo", "six.yaml"), 'name: six\nversion: "1.17.0"\n');
  const sha = await stand.commit("main", "Begin");
  await writeFile(join(folder, "pkginfo", "idna.yaml"), 'name: idna\nversion: "3.10"\n');
  const ended = { headSha: await stand.commit("change"), branch: "change" };
  addPull(stand, ended);
  const run = await stand.run("examples.yml", "workflow_dispatch", await endRun(stand, ended), {
    repositories,
    permissions: { actions: "read", contents: "write", pull_requests: "write", statuses: "write" },
  });
  expect(run.jobs, run.log).toEqual({ examples: "succeeded" });
  const store = await openStore(join(stand.folder, "graph"));
  const latest = await readLatest(store);
  expect(latest && (await readRunPackages(store, latest.run))).toMatchObject({
    six: { status: "explored", version: "1.17.0" },
  });
  expect(stand.github.state.statuses).toMatchObject([{ sha, context: "packages / gate", state: "success" }]);
  expect(stand.github.state.comments).toMatchObject([{ body: expect.stringContaining("<code>idna</code>") }]);
  expect(run.log).toContain("No package has a newer release");
});
