/** Pull requests and what people write below them. */

import { z } from "zod";
import { ApiError, type Call, notFound, type Route, withBody } from "./route.ts";
import { nextId, type StandComment, type StandPull, type StandRepository } from "./state.ts";

const READ_PULLS = [["pull_requests", "read"]] as const;
const WRITE_PULLS = [["pull_requests", "write"]] as const;
const READ_COMMENTS = [
  ["issues", "read"],
  ["pull_requests", "read"],
] as const;
const WRITE_COMMENTS = [
  ["issues", "write"],
  ["pull_requests", "write"],
] as const;

/** GitHub refuses longer ones: "body is too long (maximum is 65536 characters)". */
const LONGEST_BODY = 65_536;

const body = z
  .string()
  .refine((text) => [...text].length <= LONGEST_BODY, "body is too long (maximum is 65536 characters)");
const title = z.string().min(1).max(256);

/** Follows the branch of an open pull request, as a push to it does; a deleted branch closes it. */
async function sync(call: Call, pull: StandPull): Promise<StandPull> {
  if (pull.state === "closed") {
    return pull;
  }
  const head = call.state.repositories.find(({ fullName }) => fullName === pull.head.repository);
  const sha = await head?.git.commit(`refs/heads/${pull.head.branch}`);
  if (head === undefined || sha === undefined) {
    pull.state = "closed";
    return pull;
  }
  pull.headSha = sha;
  const ref = `refs/pull/${pull.number}/head`;
  const from = await head.git.run(["rev-parse", "--absolute-git-dir"]);
  await call.repository.git.run(["fetch", "--quiet", from, `+refs/heads/${pull.head.branch}:${ref}`]);
  return pull;
}

async function shown(call: Call, pull: StandPull): Promise<unknown> {
  await sync(call, pull);
  const repository = (fullName: string) =>
    shownRepository(call.state.repositories.find((one) => one.fullName === fullName));
  const [owner] = pull.head.repository.split("/");
  return {
    number: pull.number,
    state: pull.state,
    title: pull.title,
    body: pull.body,
    draft: pull.draft,
    user: shownUser(pull.user),
    merged_at: pull.merged ? "2026-11-26T00:00:00Z" : null,
    html_url: `https://github.com/${pull.repository}/pull/${pull.number}`,
    head: {
      ref: pull.head.branch,
      sha: pull.headSha,
      label: `${owner}:${pull.head.branch}`,
      repo: repository(pull.head.repository),
    },
    base: {
      ref: pull.base,
      sha: (await call.repository.git.commit(`refs/heads/${pull.base}`)) ?? "",
      repo: repository(pull.repository),
    },
  };
}

export function shownRepository(repository: StandRepository | undefined): unknown {
  return repository === undefined
    ? null
    : {
        id: repository.id,
        full_name: repository.fullName,
        name: repository.fullName.split("/")[1],
        default_branch: repository.defaultBranch,
        fork: repository.parent !== undefined,
        owner: { login: repository.fullName.split("/")[0] },
      };
}

function shownUser(login: string): unknown {
  return { login, type: login.endsWith("[bot]") ? "Bot" : "User" };
}

function shownComment({ id, user, body: text, repository, issue }: StandComment): unknown {
  const html_url = `https://github.com/${repository}/pull/${issue}#issuecomment-${id}`;
  return { id, body: text, user: shownUser(user), html_url };
}

function pullsOf(call: Call): StandPull[] {
  return call.state.pulls.filter(({ repository }) => repository === call.repository.fullName);
}

function pullOf(call: Call): StandPull {
  const found = pullsOf(call).find(({ number }) => String(number) === call.path.number);
  if (found === undefined) {
    throw notFound();
  }
  return found;
}

async function list(call: Call): Promise<StandPull[]> {
  const { state = "open", head, base } = call.query;
  const all = await Promise.all(pullsOf(call).map((pull) => sync(call, pull)));
  return all
    .filter((pull) => state === "all" || pull.state === state)
    .filter((pull) => base === undefined || pull.base === base)
    .filter((pull) => {
      // A head without an owner filters nothing: https://docs.github.com/rest/pulls/pulls#list-pull-requests
      const [owner] = pull.head.repository.split("/");
      return head === undefined || !head.includes(":") || head === `${owner}:${pull.head.branch}`;
    })
    .sort((a, b) => b.number - a.number);
}

export const pullRoutes: readonly Route[] = [
  {
    method: "GET",
    template: "/repos/{owner}/{repo}/pulls",
    needs: READ_PULLS,
    query: ["state", "head", "base", "sort", "direction"],
    async answer(call) {
      const items = await Promise.all((await list(call)).map((pull) => shown(call, pull)));
      return { status: 200, paged: { items } };
    },
  },
  withBody({
    method: "POST",
    template: "/repos/{owner}/{repo}/pulls",
    needs: WRITE_PULLS,
    body: z.strictObject({
      title,
      head: z.string(),
      base: z.string(),
      body: body.optional(),
      draft: z.boolean().optional(),
      maintainer_can_modify: z.boolean().optional(),
    }),
    async answer(call) {
      const { token, repository, state } = call;
      if (token.mayOpenPullRequests === false) {
        throw new ApiError(403, "GitHub Actions is not permitted to create or approve pull requests.");
      }
      const branch = call.body.head.split(":").at(-1) ?? "";
      const sha = await repository.git.commit(`refs/heads/${branch}`);
      if (sha === undefined) {
        throw new ApiError(422, "Validation Failed: head is invalid");
      }
      if (pullsOf(call).some((pull) => pull.state === "open" && pull.head.branch === branch)) {
        throw new ApiError(422, `Validation Failed: A pull request already exists for ${branch}.`);
      }
      const pull: StandPull = {
        number: Math.max(0, ...state.pulls.map(({ number }) => number)) + 1,
        repository: repository.fullName,
        title: call.body.title,
        body: call.body.body ?? "",
        user: token.login,
        state: "open",
        merged: false,
        base: call.body.base,
        head: { repository: repository.fullName, branch },
        headSha: sha,
        draft: call.body.draft ?? false,
      };
      state.pulls.push(pull);
      return { status: 201, body: await shown(call, pull) };
    },
  }),
  {
    method: "GET",
    template: "/repos/{owner}/{repo}/pulls/{number}",
    needs: READ_PULLS,
    answer: async (call) => ({ status: 200, body: await shown(call, pullOf(call)) }),
  },
  withBody({
    method: "PATCH",
    template: "/repos/{owner}/{repo}/pulls/{number}",
    needs: WRITE_PULLS,
    body: z.strictObject({
      title: title.optional(),
      body: body.optional(),
      state: z.enum(["open", "closed"]).optional(),
      base: z.string().optional(),
    }),
    async answer(call) {
      const pull = pullOf(call);
      Object.assign(pull, call.body);
      return { status: 200, body: await shown(call, pull) };
    },
  }),
  {
    method: "GET",
    template: "/repos/{owner}/{repo}/pulls/{number}/files",
    needs: READ_PULLS,
    async answer(call) {
      const pull = await sync(call, pullOf(call));
      const { git } = call.repository;
      const base = await git.run(["merge-base", `refs/heads/${pull.base}`, pull.headSha]);
      return { status: 200, paged: { items: await git.changes(base, pull.headSha) } };
    },
  },
  {
    method: "GET",
    template: "/repos/{owner}/{repo}/issues/{number}/comments",
    needs: READ_COMMENTS,
    answer(call) {
      const pull = pullOf(call);
      const items = call.state.comments.filter(
        ({ repository, issue }) => repository === pull.repository && issue === pull.number,
      );
      return { status: 200, paged: { items: items.map(shownComment) } };
    },
  },
  withBody({
    method: "POST",
    template: "/repos/{owner}/{repo}/issues/{number}/comments",
    needs: WRITE_COMMENTS,
    body: z.strictObject({ body: body.min(1) }),
    answer(call) {
      const { number, repository } = pullOf(call);
      const id = nextId(call.state.comments);
      const comment = { id, repository, issue: number, user: call.token.login, body: call.body.body };
      call.state.comments.push(comment);
      return { status: 201, body: shownComment(comment) };
    },
  }),
  withBody({
    method: "PATCH",
    template: "/repos/{owner}/{repo}/issues/comments/{id}",
    needs: WRITE_COMMENTS,
    body: z.strictObject({ body: body.min(1) }),
    answer(call) {
      const comment = call.state.comments.find(({ id }) => String(id) === call.path.id);
      if (comment === undefined) {
        throw notFound();
      }
      if (comment.user !== call.token.login) {
        throw new ApiError(403, "You do not have permission to update this comment.");
      }
      comment.body = call.body.body;
      return { status: 200, body: shownComment(comment) };
    },
  }),
];
