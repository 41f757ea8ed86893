/** What is run where a token may write, and what it may write to: nothing of, and nothing but the branch of, a pull request. */

import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { programFile } from "../../../files/home.ts";
import { type ActStand, setUpAct } from "./stand.ts";

let stand: ActStand;

beforeAll(async () => {
  stand = await setUpAct();
  await mkdir(join(stand.clone.folder, "pkginfo"));
  await stand.commit("main", "Begin");
});

afterAll(() => stand?.tearDown());

beforeEach(async () => {
  await stand.newRun();
  stand.github.state.statuses.length = 0;
  await rm(join(stand.folder, "ran-in"), { force: true });
  await stand.clone.run("checkout", "--quiet", "--force", "-B", "change", "origin/main");
});

async function pkginfo(name: string, version: string): Promise<void> {
  await mkdir(join(stand.clone.folder, "pkginfo"), { recursive: true });
  const path = join(stand.clone.folder, "pkginfo", `${name}.yaml`);
  await writeFile(path, `name: ${name}\nversion: "${version}"\n`);
}

/** Every action of the tree notes in which job it runs, and does its work. */
async function noteWhereActionsRun(): Promise<void> {
  const actions = join(stand.clone.folder, "actions");
  // No name of it may be one that a bundle has.
  const note =
    '(await import("node:fs")).appendFileSync(process.env.STAND_FOLDER + "/ran-in", process.env.GITHUB_JOB + "\\n");\n';
  for (const name of await readdir(actions)) {
    const path = join(actions, name, "dist", "index.js");
    await writeFile(path, note + (await readFile(path, "utf8")));
  }
}

/** The jobs in which something of the pull request ran, with what these may write. */
async function ranIn(): Promise<Record<string, string[]>> {
  const { jobs } = parse(await readFile(programFile(".github", "workflows", "explore.yml"), "utf8"));
  const noted = await readFile(join(stand.folder, "ran-in"), "utf8").catch(() => "");
  const ids = [...new Set(noted.split("\n").filter((id) => id !== ""))].sort();
  const writes = (id: string) =>
    Object.entries(jobs[id].permissions).flatMap(([scope, access]) => (access === "write" ? [scope] : []));
  return Object.fromEntries(ids.map((id) => [id, writes(id)]));
}

/** An unchanged branch into a base whose program is another: what may write runs the default branch's, and works. */
async function expectDefaultBranchsCode(): Promise<void> {
  await pkginfo("idna", "3.10");
  await stand.commit("change");
  await noteWhereActionsRun();
  await stand.commit("other-base");
  const run = await stand.pullRequest("change", { base: "other-base" });
  expect(run.jobs, run.log).toMatchObject({ commit: "succeeded", gate: "succeeded", status: "succeeded" });
  expect(await ranIn()).toEqual({});
}

const tip = async (branch: string) => (await stand.origin.run("rev-parse", branch)).trim();

test("a branch that changes an action has its code run without rights alone: nothing is pushed, no status told", async () => {
  await noteWhereActionsRun();
  await pkginfo("six", "1.17.0");
  const before = await stand.commit("change");
  const app = stand.withApp({ contents: "write" });
  for (const options of [{}, app.options]) {
    await stand.newRun();
    const run = await stand.pullRequest("change", options);
    expect(run.jobs, run.log).toMatchObject({
      propose: "succeeded",
      "explore 0": "succeeded",
      gate: "failed",
    });
    expect(run.log).toContain("nothing is pushed to a branch that changes the program");
    expect(await ranIn()).toEqual({ explore: [], generate: [], plan: [], propose: [] });
    expect(await tip("change")).toBe(before);
    expect(stand.github.state.statuses).toEqual([]);
  }
});

test("nor does it help to have the branch merged into one that was changed before", async () => {
  await noteWhereActionsRun();
  await stand.commit("other-base");
  await stand.clone.run("checkout", "--quiet", "-B", "change");
  await pkginfo("six", "1.17.0");
  const before = await stand.commit("change");
  const run = await stand.pullRequest("change", { base: "other-base" });
  expect(run.jobs, run.log).toMatchObject({ propose: "succeeded", gate: "failed" });
  expect(Object.values(await ranIn()).flat()).toEqual([]);
  expect(await tip("change")).toBe(before);
});

test("of two branches into a changed base, the unchanged one is worked on by the default branch's code", async () => {
  await expectDefaultBranchsCode();
});

test("a branch with an older program than the default branch's is told to merge that, and then goes on", async () => {
  await pkginfo("six", "1.17.0");
  const before = await stand.commit("change");
  await stand.clone.run("checkout", "--quiet", "-B", "newer", "origin/main");
  const path = join(stand.clone.folder, "actions", "generate-dockerfiles", "dist", "index.js");
  await writeFile(path, `${await readFile(path, "utf8")}// Newer\n`);
  await stand.commit("main", "Change the program");
  const run = await stand.pullRequest("change");
  expect(run.jobs, run.log).toMatchObject({ propose: "succeeded", "explore 0": "succeeded", gate: "failed" });
  expect(run.log).toContain("merge that into it, and the rest is done by itself");
  expect(await tip("change")).toBe(before);

  await stand.clone.run("checkout", "--quiet", "change");
  await stand.clone.run("merge", "--quiet", "main");
  await stand.commit("change");
  await stand.newRun();
  const after = await stand.pullRequest("change");
  expect(after.jobs, after.log).toMatchObject({ commit: "succeeded", gate: "succeeded" });
});

test("a pull request from the default branch into another one pushes nothing to the default branch", async () => {
  await stand.commit("release");
  await pkginfo("six", "1.17.0");
  const before = await stand.commit("main");
  const run = await stand.pullRequest("main", { base: "release" });
  expect(run.jobs, run.log).toMatchObject({ propose: "succeeded", gate: "failed" });
  expect(run.jobs).not.toHaveProperty("commit");
  expect(await tip("main")).toBe(before);
  expect(stand.github.state.statuses).toEqual([]);
});

test("where a called workflow is not told where it is from, what may write runs the default branch's code all the same", async () => {
  const path = join(stand.clone.folder, ".github", "workflows", "explore.yml");
  const text = await readFile(path, "utf8");
  await writeFile(path, text.replaceAll("job.workflow_", "job.unknown_"));
  await stand.commit("main", "Read workflows as older servers do");
  await expectDefaultBranchsCode();
});

test("a registry of others never gets the workflow's own token: without a password nobody logs in", async () => {
  const logins = () => readFile(join(stand.folder, "logged-in-with"), "utf8").catch(() => "");
  const push = (vars: Record<string, string>, secrets: Record<string, string> = {}) =>
    stand.run("base-image.yml", "push", { ref: "refs/heads/main" }, { vars, secrets });
  const other = { IMPORTGRAPH_REGISTRY: "registry.example", IMPORTGRAPH_REGISTRY_USER: "pusher" };
  const without = await push(other);
  expect(without.jobs, without.log).toEqual({ push: "failed" });
  expect(await logins()).toBe("registry.example \n");
  await push(other, { IMPORTGRAPH_REGISTRY_PASSWORD: "its own" });
  expect((await logins()).split("\n")[1]).toBe("registry.example its own");
  await push({ IMPORTGRAPH_REGISTRY: "open.example" });
  await push({});
  expect((await logins()).split("\n").slice(2)).toEqual([
    expect.stringMatching(/^ghcr\.io token-\d+-of-/),
    "",
  ]);
});
