import { execFileSync } from "node:child_process";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type TemporaryFolder, temporaryFolder } from "../../../exec/temporary-folder.ts";
import { gitHubError, openGitHub } from "../../github-client.ts";
import { type GitHubStand, SECONDARY_LIMIT, startGitHubStand } from "./stand.ts";
import type { Permissions } from "./state.ts";

const repository = { owner: "org", repo: "graph" };
let folder: TemporaryFolder;
let stand: GitHubStand;
let said: string[];

beforeEach(async () => {
  folder = await temporaryFolder();
  stand = await startGitHubStand();
  said = [];
  const gitDir = `${folder.path}/graph.git`;
  execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", gitDir]);
  const { git } = stand.addRepository({ fullName: "org/graph", gitDir });
  await git.commitFiles("main", { "README.md": "hello\n" });
});

afterEach(async () => {
  await stand.close();
  await folder.remove();
});

function client(permissions: Permissions) {
  const token = stand.addToken({ login: "github-actions[bot]", permissions });
  return openGitHub({ token, baseUrl: stand.url, say: (line) => said.push(line), secondMilliseconds: 5 });
}

test("a permission that the token does not have is refused as GitHub refuses it, and the message says which", async () => {
  const { rest } = client({ contents: "read" });
  const refused = await rest.git
    .deleteRef({ ...repository, ref: "heads/x" })
    .catch((error: unknown) => error);
  expect(gitHubError(refused, "delete a branch")).toMatchObject({
    message: expect.stringMatching(/403, Resource not accessible by integration[\s\S]*contents=write/),
  });
  await expect(rest.pulls.list(repository)).rejects.toMatchObject({ status: 403 });
});

test("requests that GitHub does not document are refused", async () => {
  const octokit = client({ statuses: "write", pull_requests: "read" });
  const sha = await stand.state.repositories[0]?.git.commit("refs/heads/main");
  const status = { ...repository, sha: sha ?? "", state: "success" as const };
  await octokit.rest.repos.createCommitStatus({ ...status, context: "gate" });
  await expect(
    octokit.rest.repos.createCommitStatus({ ...status, description: "x".repeat(141) }),
  ).rejects.toMatchObject({ status: 422 });
  await expect(
    octokit.request("GET /repos/{owner}/{repo}/pulls", { ...repository, branch: "x" }),
  ).rejects.toMatchObject({ status: 422 });
  expect(stand.state.statuses).toMatchObject([{ context: "gate", state: "success", sha }]);
});

test("objects, branches and pull requests are those of a real repository", async () => {
  const { rest } = client({ contents: "write", pull_requests: "write" });
  const main = (await rest.git.getRef({ ...repository, ref: "heads/main" })).data.object.sha;
  const file = { path: "docs/a.md", mode: "100644", type: "blob", content: "a\n" } as const;
  const tree = await rest.git.createTree({ ...repository, base_tree: main, tree: [file] });
  const made = { ...repository, message: "Add a", tree: tree.data.sha, parents: [main] };
  const commit = (await rest.git.createCommit(made)).data.sha;
  await rest.git.createRef({ ...repository, ref: "refs/heads/topic", sha: commit });
  const opened = await rest.pulls.create({ ...repository, title: "A", head: "topic", base: "main" });
  const { number } = opened.data;
  const files = await rest.pulls.listFiles({ ...repository, pull_number: number });
  expect(files.data.map(({ filename, status }) => [filename, status])).toEqual([["docs/a.md", "added"]]);
  const content = await rest.repos.getContent({ ...repository, path: "docs/a.md", ref: commit });
  expect(content.data).toMatchObject({ content: Buffer.from("a\n").toString("base64") });
  await rest.git.deleteRef({ ...repository, ref: "heads/topic" });
  const closed = await rest.pulls.get({ ...repository, pull_number: number });
  expect(closed.data).toMatchObject({ state: "closed", head: { sha: commit } });
});

test("long lists come in pages", async () => {
  const { paginate, rest } = client({ pull_requests: "read" });
  const head = { repository: "org/graph", branch: "main" };
  stand.state.pulls.push({
    ...{ number: 1, repository: "org/graph", title: "t", body: "", user: "someone", draft: false },
    ...{ state: "open", merged: false, base: "main", head, headSha: "" },
  });
  for (let id = 1; id <= 250; id++) {
    stand.state.comments.push({ id, repository: "org/graph", issue: 1, user: "someone", body: `${id}` });
  }
  const comments = await paginate(rest.issues.listComments, {
    ...repository,
    issue_number: 1,
    per_page: 100,
  });
  expect(comments.map(({ body }) => body).at(-1)).toBe("250");
  expect(stand.requests).toHaveLength(3);
});

test("busy servers, rate limits and cut connections are waited for, with growing waits", async () => {
  const { rest } = client({});
  const reset = String(Math.floor(Date.now() / 1000));
  stand.faults.push(
    { times: 2, answer: { status: 502 } },
    { times: 1, answer: "cut" },
    { times: 1, answer: { status: 403, message: SECONDARY_LIMIT, headers: { "retry-after": "3" } } },
    {
      times: 1,
      answer: {
        status: 429,
        message: "API rate limit exceeded",
        headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset },
      },
    },
  );
  expect((await rest.repos.get(repository)).data.full_name).toBe("org/graph");
  expect(stand.requests.map(({ status }) => status)).toEqual([502, 502, 0, 403, 429, 200]);
  expect(said.map((line) => line.split(" at ")[0])).toEqual(["secondary rate limit", "rate limit"]);
});

test("a rate limit that lasts too long, and a token that is none, are errors at once", async () => {
  const { rest } = client({});
  const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(Date.now() / 1000 + 3600) };
  stand.faults.push({ times: 9, answer: { status: 403, message: "API rate limit exceeded", headers } });
  await expect(rest.repos.get(repository)).rejects.toMatchObject({ status: 403 });
  expect(stand.requests).toHaveLength(1);
  stand.faults.length = 0;
  const stranger = openGitHub({ token: "none", baseUrl: stand.url, say: () => {} });
  const refused = await stranger.rest.repos.get(repository).catch((error: unknown) => error);
  expect(gitHubError(refused, "look")).toMatchObject({ message: expect.stringContaining("Bad credentials") });
});
