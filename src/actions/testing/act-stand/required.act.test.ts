/** Every set-up that docs/self-hosting.md offers ends with each check that it has required told green on the newest commit. */

import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { programFile } from "../../../files/home.ts";
import { type ActStand, setUpAct, type WorkflowResult } from "./stand.ts";

let stand: ActStand;
let required: string[];

beforeAll(async () => {
  const text = await readFile(programFile("docs", "self-hosting.md"), "utf8");
  const [, sentence = ""] = /Require the status check(s?[^.]*)\./.exec(text) ?? [];
  required = [...sentence.matchAll(/\*\*`([\w-]+ \/ [\w-]+)`\*\*/g)].map(([, name = ""]) => name);
  expect(required.length).toBeGreaterThan(0);
  stand = await setUpAct();
  await mkdir(join(stand.clone.folder, "pkginfo"));
  await stand.commit("main", "Begin");
});

afterAll(() => stand?.tearDown());

beforeEach(async () => {
  await stand.newRun();
  stand.github.state.statuses.length = 0;
  await stand.clone.run("checkout", "--quiet", "--force", "-B", "change", "origin/main");
  await mkdir(join(stand.clone.folder, "pkginfo"), { recursive: true });
  await writeFile(join(stand.clone.folder, "pkginfo", "six.yaml"), 'name: six\nversion: "1.17.0"\n');
});

const tip = async (branch: string) => (await stand.origin.run("rev-parse", branch)).trim();

/** What is green on a commit: statuses that it was given, and the jobs of runs that it started. */
function greenOn(commit: string, runs: Record<string, WorkflowResult>): string[] {
  const told = stand.github.state.statuses.filter(({ sha, state }) => sha === commit && state === "success");
  const jobs = Object.entries(runs[commit]?.jobs ?? {}).filter(([, result]) => result === "succeeded");
  return [...told.map(({ context }) => context), ...jobs.map(([name]) => `packages / ${name}`)];
}

test("without an App: the commit that no run starts for has them all", async () => {
  const sha = await stand.commit("change");
  const run = await stand.pullRequest("change");
  const head = await tip("change");
  expect(head, run.log).not.toBe(sha);
  expect(greenOn(head, { [sha]: run })).toEqual(expect.arrayContaining(required));
});

test("with an App: the run that its commit starts has them all", async () => {
  const { options } = stand.withApp({ contents: "write" });
  await stand.commit("change");
  await stand.pullRequest("change", options);
  const head = await tip("change");
  await stand.newRun();
  const run = await stand.pullRequest("change", options);
  expect(await tip("change")).toBe(head);
  expect(greenOn(head, { [head]: run }), run.log).toEqual(expect.arrayContaining(required));
});

test("a change of the program: its own tests are part of the check, and red ones make it red", async () => {
  const failing = join(stand.clone.folder, "src", "fails-its-tests.ts");
  await writeFile(join(stand.clone.folder, "src", "change.ts"), "");
  await writeFile(failing, "");
  const broken = await stand.commit("change");
  const red = await stand.pullRequest("change");
  expect(red.jobs, red.log).toMatchObject({ test: "failed", gate: "failed" });
  expect(greenOn(broken, { [broken]: red })).not.toEqual(expect.arrayContaining(required));
  expect(await tip("change")).toBe(broken);

  await rm(failing);
  await stand.commit("change");
  await stand.newRun();
  const unfinished = await stand.pullRequest("change");
  expect(unfinished.jobs, unfinished.log).toMatchObject({
    test: "succeeded",
    propose: "succeeded",
    gate: "failed",
  });
  // The patch is what is left where nothing is pushed.
  const [patch = ""] = await readdir(join(stand.folder, "artifacts", "patch"));
  await stand.clone.run("apply", "--include=dockerfiles/*", join(stand.folder, "artifacts", "patch", patch));
  const mended = await stand.commit("change");
  await stand.newRun();
  const green = await stand.pullRequest("change");
  expect(greenOn(mended, { [mended]: green }), green.log).toEqual(expect.arrayContaining(required));
});

test("a merge queue: the run of the group has them all", async () => {
  const base = await tip("main");
  await stand.commit("change");
  await stand.pullRequest("change");
  const head = await tip("change");
  await stand.newRun();
  const ref = "refs/heads/change";
  const payload = { ref, merge_group: { head_sha: head, base_sha: base, head_ref: ref } };
  const run = await stand.run("package.yml", "merge_group", payload);
  expect(greenOn(head, { [head]: run }), run.log).toEqual(expect.arrayContaining(required));
});
