/** A repository that has nothing but packages, and workflows that call ours: that of examples/, copied. */

import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { programFile } from "../../../files/home.ts";
import { openStore } from "../../../store/open-store.ts";
import { readLatest, readRunPackages } from "../../../store/runs/record.ts";
import { addPull, endRun } from "./ended-run.ts";
import { type ActStand, type RunOptions, setUpAct } from "./stand.ts";

const PROGRAM = "YOUR/importgraph";

let stand: ActStand;
let options: RunOptions;

describe.for([".", "data"])("with its packages in %s", (root) => {
  const within = (path: string) => (root === "." ? path : `${root}/${path}`);

  beforeAll(async () => {
    stand = await setUpAct([]);
    const { commit, repositories } = await stand.holdProgramIn(PROGRAM);
    options = { repositories };
    const { folder } = stand.clone;
    await cp(programFile("examples", "packages-repository"), folder, { recursive: true });
    const workflows = join(folder, ".github", "workflows");
    for (const name of await readdir(workflows)) {
      const text = (await readFile(join(workflows, name), "utf8")).replaceAll("@COMMIT", `@${commit}`);
      const withRoot = text.replace(/^ {4}uses: .*$/m, `$&\n    with:\n      root: ${root}`);
      await writeFile(join(workflows, name), root === "." ? text : withRoot);
    }
    // Nothing of the program, though its folders are called so.
    await mkdir(join(folder, "src"));
    await writeFile(join(folder, "src", "main.c"), "int main;\n");
    await rm(join(folder, "pkginfo"), { recursive: true });
    await mkdir(join(folder, within("pkginfo")), { recursive: true });
    await stand.commit("main", "Begin");
  });

  afterAll(() => stand?.tearDown());

  beforeEach(async () => {
    await stand.newRun();
    for (const list of ["pulls", "runs", "artifacts", "comments", "statuses"] as const) {
      stand.github.state[list].length = 0;
    }
    await stand.clone.run("fetch", "--quiet", "origin");
    await stand.clone.run("checkout", "--quiet", "--force", "-B", "change", "origin/main");
  });

  async function add(stem: string, version: string): Promise<void> {
    const folder = join(stand.clone.folder, within("pkginfo"));
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${stem}.yaml`), `name: ${stem}\nversion: "${version}"\n`);
  }

  const tip = async (branch: string) => (await stand.origin.run("rev-parse", branch)).trim();

  /** The comment that the end of the run brings. */
  async function commentOn(headSha: string): Promise<string> {
    const ended = { headSha, branch: "change" };
    addPull(stand, ended);
    const told = await stand.run("package-report.yml", "workflow_run", await endRun(stand, ended), {
      ...options,
      permissions: { actions: "read", contents: "read", pull_requests: "write" },
    });
    expect(told.jobs, told.log).toEqual({ report: "succeeded" });
    const [{ body } = { body: "" }] = stand.github.state.comments;
    return body;
  }

  test("a package is locked, committed to the branch, explored, told green, and commented on", async () => {
    const to = join(stand.clone.folder, within("pkginfo"));
    await cp(programFile("examples", "packages-repository", "pkginfo"), to, { recursive: true });
    await writeFile(join(stand.clone.folder, "src", "main.c"), "int main, more;\n");
    const before = await stand.commit("change");
    const run = await stand.pullRequest("change", options);
    expect(run.jobs, run.log).toEqual({
      ...{ scope: "succeeded", generate: "succeeded", commit: "succeeded", plan: "succeeded" },
      ...{ "explore 0": "succeeded", gate: "succeeded", status: "succeeded" },
    });
    const changed = await stand.origin.run("diff", "--name-only", before, "change");
    expect(changed.trim().split("\n")).toEqual([
      within("dockerfiles/six/Dockerfile"),
      within("dockerfiles/six/requirements.txt"),
    ]);
    expect(stand.github.state.statuses).toMatchObject([
      { sha: await tip("change"), context: "packages / gate", state: "success" },
    ]);
    await stand.origin.run("update-ref", "refs/pull/1/head", "change");
    const body = await commentOn(await tip("change"));
    expect(body).toContain("✅ importgraph: 1 of 1 package explored");
    expect(body).not.toContain("what checks, builds or explores packages");
  });

  if (root === ".") {
    // The rest is what package.act.test.ts and full-run.act.test.ts have, whose workflows call the same ones.
    return;
  }

  test("a fork gets a patch of the folder alone, and is green once it has applied it", async () => {
    const pushAsFork = async () => {
      const sha = await stand.commit("fork-change");
      await stand.origin.run("update-ref", "refs/pull/1/head", sha);
      await stand.origin.run("update-ref", "-d", "refs/heads/fork-change");
    };
    await add("idna", "3.10");
    await pushAsFork();
    const run = await stand.pullRequest("fork-change", { ...options, fork: true });
    expect(run.jobs, run.log).toEqual({
      ...{ scope: "succeeded", generate: "succeeded", propose: "succeeded", plan: "succeeded" },
      ...{ "explore 0": "succeeded", gate: "failed" },
    });
    const [, include = ""] = /git apply --include='([^']+)' dockerfiles\.patch/.exec(run.log) ?? [];
    expect(include).toBe(within("dockerfiles/*"));
    expect(stand.github.state.statuses).toEqual([]);
    const patch = join(stand.folder, "artifacts", "patch", "dockerfiles.patch");
    await stand.clone.run("apply", `--include=${include}`, patch);
    await pushAsFork();
    await stand.newRun();
    const after = await stand.pullRequest("fork-change", { ...options, fork: true });
    expect(after.jobs, after.log).toEqual({
      ...{ scope: "succeeded", generate: "succeeded", plan: "succeeded", "explore 0": "succeeded" },
      gate: "succeeded",
    });
  });

  test("a branch that calls another commit of the program has nothing pushed to it", async () => {
    await add("six", "1.17.0");
    const path = join(stand.clone.folder, ".github", "workflows", "package.yml");
    await writeFile(path, `${await readFile(path, "utf8")}# changed\n`);
    const before = await stand.commit("change");
    const run = await stand.pullRequest("change", options);
    expect(run.jobs, run.log).toMatchObject({ propose: "succeeded", gate: "failed" });
    expect(await tip("change")).toBe(before);
  });

  test("what changed is published, and what has a newer release becomes a pull request", async () => {
    await add("idna", "3.6");
    await stand.commit("change");
    const run = await stand.pullRequest("change", options);
    expect(run.jobs, run.log).toMatchObject({ commit: "succeeded", gate: "succeeded" });
    await stand.origin.run("update-ref", "refs/heads/main", "refs/heads/change");

    await stand.newRun();
    const store = join(stand.folder, `store-${root === "." ? "top" : root}`);
    const vars = { IMPORTGRAPH_STORE: store };
    const payload = { ref: "refs/heads/main" };
    const published = await stand.run("full-run.yml", "push", payload, { ...options, vars });
    expect(published.jobs, published.log).toEqual({
      // The package, and the standard library of its Python.
      ...{ plan: "succeeded", "explore 0": "succeeded", "explore 1": "succeeded", publish: "succeeded" },
    });
    const kept = await openStore(store);
    const latest = await readLatest(kept);
    expect(latest && (await readRunPackages(kept, latest.run))).toMatchObject({
      idna: { status: "explored", version: "3.6" },
    });

    await stand.newRun();
    const bumped = await stand.run(
      "bump.yml",
      "workflow_dispatch",
      {},
      {
        ...options,
        permissions: { contents: "write", pull_requests: "write" },
      },
    );
    expect(bumped.jobs, bumped.log).toEqual({ propose: "succeeded", open: "succeeded" });
    const moved = await stand.origin.run("diff", "--name-only", "main", "bump/idna");
    expect(moved.trim().split("\n")).toEqual([
      within("dockerfiles/idna/Dockerfile"),
      within("dockerfiles/idna/requirements.txt"),
      within("pkginfo/idna.yaml"),
    ]);
  });
});
