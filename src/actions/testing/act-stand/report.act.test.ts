import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { nodeExec } from "../../../exec/node-exec.ts";
import { gitIn } from "../../../git/git.ts";
import { graphRun } from "../../../graph/testing/graph-run.ts";
import { keepModule } from "../../../graph/testing/module-shard.ts";
import { serveFiles } from "../../../page/testing/file-server.ts";
import { folderStore } from "../../../store/folder-store.ts";
import { addPull, endRun } from "./ended-run.ts";
import { type ActStand, REPOSITORY, setUpAct } from "./stand.ts";

const FORK = "somebody/graph";

let stand: ActStand;

beforeAll(async () => {
  stand = await setUpAct();
  await stand.commit("main", "Begin");
  const fork = join(stand.folder, "fork.git");
  await gitIn(stand.folder, nodeExec).run("clone", "--quiet", "--bare", "origin.git", "fork.git");
  stand.github.addRepository({ fullName: FORK, gitDir: fork, parent: REPOSITORY });
});

afterAll(() => stand?.tearDown());

beforeEach(async () => {
  await stand.newRun();
  for (const list of ["pulls", "runs", "artifacts", "comments", "reviewComments"] as const) {
    stand.github.state[list].length = 0;
  }
  await stand.clone.run("checkout", "--quiet", "--force", "-B", "change", "origin/main");
});

/** A pull request that adds a package, from a branch of the repository or of a fork. */
async function pullRequest(
  repository: string,
  branch: string,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  await mkdir(join(stand.clone.folder, "pkginfo"), { recursive: true });
  for (const [stem, text] of Object.entries(more)) {
    await writeFile(join(stand.clone.folder, "pkginfo", `${stem}.yaml`), text);
  }
  await writeFile(join(stand.clone.folder, "pkginfo", "six.yaml"), 'name: six\nversion: "1.17.0"\n');
  const headSha = await stand.commit(branch);
  await stand.origin.run("update-ref", "refs/pull/1/head", headSha);
  if (repository === FORK) {
    await stand.clone.run("push", "--quiet", "--force", join(stand.folder, "fork.git"), branch);
    await stand.origin.run("update-ref", "-d", `refs/heads/${branch}`);
  }
  addPull(stand, { headSha, branch, repository });
  return headSha;
}

async function runEnded(
  repository: string,
  branch: string,
  headSha: string,
  conclusion: string,
  vars: Readonly<Record<string, string>> = {},
) {
  const payload = await endRun(stand, { headSha, branch, repository, conclusion });
  return await stand.run("package-report.yml", "workflow_run", payload, {
    permissions: { actions: "read", contents: "read", pull_requests: "write" },
    vars,
  });
}

const bodies = () => stand.github.state.comments.map(({ body }) => body);

/** Of a time when whatever was installed had pkg_resources beside it. */
const PYFIGLET = "name: pyfiglet\nversion: 0.8.post1\n";

test("what a fork's pull request gave is told below it, with the lock that the check made, and what would repair the rest", async () => {
  const headSha = await pullRequest(FORK, "fork-change", { pyfiglet: PYFIGLET });
  const vars = { IMPORTGRAPH_REPAIR_MINUTES: "20" };
  const checked = await stand.pullRequest("fork-change", { fork: true, vars });
  expect(checked.jobs, checked.log).toMatchObject({ gate: "failed" });
  const told = await runEnded(FORK, "fork-change", headSha, "failure");
  expect(told.jobs, told.log).toEqual({ report: "succeeded" });
  expect(bodies()).toEqual([expect.stringContaining("❌ importgraph: 1 of 2 packages explored")]);
  expect(bodies()[0]).toContain("<code>six</code>");
  expect(bodies()[0]).toContain("below is what the check resolved");
  expect(bodies()[0]).toContain("A repair was tried, and with this pkginfo it works");
  expect(stand.github.state.reviewComments).toMatchObject([
    {
      path: "pkginfo/pyfiglet.yaml",
      body: expect.stringMatching(
        /```suggestion\nversion: 0\.8\.post1\nwith:\n.*No module named 'pkg_resources'.*\n {2}- setuptools<82\n/,
      ),
    },
  ]);
});

test("the generated commit on top of a branch does not hide what its run gave, nor who of the latest run uses it", async () => {
  const graph = join(stand.folder, "graph");
  const store = folderStore(graph);
  await graphRun(store, [
    await keepModule(store, "six", { version: "1.16.0" }),
    await keepModule(store, "user", { requirements: [{ record: "requirement", name: "six" }] }),
  ]);
  const headSha = await pullRequest(REPOSITORY, "change");
  const checked = await stand.pullRequest("change");
  expect(checked.jobs, checked.log).toMatchObject({ commit: "succeeded", "explore 0": "succeeded" });
  stand.github.faults.push({ times: 2, path: /artifacts/, answer: { status: 503 } });
  const server = await serveFiles(graph);
  try {
    const vars = { IMPORTGRAPH_READ_STORE: server.address };
    const told = await runEnded(REPOSITORY, "change", headSha, "success", vars);
    expect(told.jobs, told.log).toEqual({ report: "succeeded" });
  } finally {
    await server.close();
  }
  expect(bodies()).toEqual([expect.stringContaining("✅ importgraph: 1 of 1 package explored")]);
  expect(bodies()[0]).toContain(
    "- <code>six</code>: 1 of the 2 distributions of run 2026-11-23 depends on it",
  );
  expect(bodies()[0]).not.toContain("below is what the check resolved");
});

test("a branch that was deleted while its run went on gets no comment, and nothing fails", async () => {
  const headSha = await pullRequest(REPOSITORY, "change");
  await stand.origin.run("update-ref", "-d", "refs/heads/change");
  const told = await runEnded(REPOSITORY, "change", headSha, "cancelled");
  expect(told.jobs, told.log).toEqual({ report: "succeeded" });
  expect(bodies()).toEqual([]);
});
