import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type GitHubStand, startGitHubStand } from "../../src/actions/testing/github-stand/stand.ts";
import type { Permissions } from "../../src/actions/testing/github-stand/state.ts";
import { runActionFor } from "../../src/actions/testing/run-action-stand.ts";
import { nodeExec } from "../../src/exec/node-exec.ts";
import { gitIn } from "../../src/git/git.ts";

let folder: string;
let github: GitHubStand;
let sha: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-status-"));
  const git = gitIn(folder, nodeExec);
  await git.run("init", "--quiet", "--initial-branch=main");
  const identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
  await git.run(...identity, "commit", "--quiet", "--allow-empty", "-m", "Generated");
  sha = (await git.run("rev-parse", "HEAD")).trim();
  github = await startGitHubStand();
  github.addRepository({ fullName: "example/graph", gitDir: join(folder, ".git") });
});

afterEach(async () => {
  await github.close();
  await rm(folder, { recursive: true, force: true });
});

function post(result: string, permissions: Permissions = { statuses: "write" }) {
  const token = github.addToken({ login: "github-actions[bot]", permissions });
  return runActionFor("post-status", {
    cwd: folder,
    inputs: { commit: sha, context: "gate", result, token },
    env: {
      ...{ GITHUB_API_URL: github.url, GITHUB_REPOSITORY: "example/graph", GITHUB_RUN_ID: "7" },
      GITHUB_SERVER_URL: "https://github.example",
    },
  });
}

test.for([
  ["success", "success"],
  ["failure", "failure"],
  ["cancelled", "failure"],
  ["skipped", "failure"],
] as const)("%s of the gate is %s on the commit, with a way back to the run", async ([result, state]) => {
  const { exitCode, stdout } = await post(result);
  expect(exitCode, stdout).toBe(0);
  expect(github.state.statuses).toMatchObject([
    { sha, context: "gate", state, target_url: "https://github.example/example/graph/actions/runs/7" },
  ]);
});

test("a token that may not do it is told which permission is missing", async () => {
  const { exitCode, stdout } = await post("success", { contents: "read" });
  expect(exitCode).toBe(1);
  expect(stdout).toContain("give the job the permission statuses=write");
});

test("a server that is busy for a moment is asked again", async () => {
  github.faults.push({ method: "POST", times: 1, answer: { status: 502 } });
  expect((await post("success")).exitCode).toBe(0);
  expect(github.state.statuses).toHaveLength(1);
});
