/** What people write beside the lines of a pull request's files: https://docs.github.com/rest/pulls/comments */

import { z } from "zod";
import { ApiError, type Call, notFound, type Route, withBody } from "./route.ts";
import { nextId, type StandReviewComment } from "./state.ts";

const READ = [["pull_requests", "read"]] as const;
const WRITE = [["pull_requests", "write"]] as const;
const LONGEST_BODY = 65_536;

function shown({ id, body, user, repository, pull, path, line, startLine }: StandReviewComment): unknown {
  const html_url = `https://github.com/${repository}/pull/${pull}#discussion_r${id}`;
  return { id, body, user: { login: user, type: "Bot" }, html_url, path, line, start_line: startLine };
}

function commentOf({ state, path: { id }, repository }: Call): StandReviewComment {
  const found = state.reviewComments.find(
    (one) => String(one.id) === id && one.repository === repository.fullName,
  );
  if (found === undefined) {
    throw notFound();
  }
  return found;
}

/** Lines of the new side that the page of the pull request shows. */
async function shownLines({ repository, state, path }: Call, file: string): Promise<Set<number>[]> {
  const pull = state.pulls.find(
    ({ number, repository: of }) => of === repository.fullName && String(number) === path.number,
  );
  if (pull === undefined) {
    throw notFound();
  }
  const base = await repository.git.run(["merge-base", `refs/heads/${pull.base}`, pull.headSha]);
  const changes = await repository.git.changes(base, pull.headSha);
  const patch = changes.find(({ filename }) => filename === file)?.patch ?? "";
  return [...patch.matchAll(/^@@ -\S+ \+(\d+)(?:,(\d+))? @@/gm)].map(([, from = "", count = "1"]) => {
    return new Set(Array.from({ length: Number(count) }, (_, at) => Number(from) + at));
  });
}

export const reviewRoutes: readonly Route[] = [
  {
    method: "GET",
    template: "/repos/{owner}/{repo}/pulls/{number}/comments",
    needs: READ,
    answer({ state, path, repository }) {
      const items = state.reviewComments.filter(
        (one) => String(one.pull) === path.number && one.repository === repository.fullName,
      );
      return { status: 200, paged: { items: items.map(shown) } };
    },
  },
  withBody({
    method: "POST",
    template: "/repos/{owner}/{repo}/pulls/{number}/comments",
    needs: WRITE,
    body: z.strictObject({
      body: z.string().min(1).max(LONGEST_BODY),
      commit_id: z.string().regex(/^[0-9a-f]{40}$/),
      path: z.string(),
      line: z.int().min(1),
      side: z.literal("RIGHT"),
      start_line: z.int().min(1).optional(),
      start_side: z.literal("RIGHT").optional(),
    }),
    async answer(call) {
      const { body, commit_id: commit, path, line, start_line: startLine = null } = call.body;
      const hunks = await shownLines(call, path);
      const lines = startLine === null ? [line] : [startLine, line];
      if (startLine !== null && startLine >= line) {
        throw new ApiError(422, "Validation Failed: start_line must precede the end line.");
      }
      if (!hunks.some((hunk) => lines.every((one) => hunk.has(one)))) {
        throw new ApiError(
          422,
          "Validation Failed: pull_request_review_thread.line must be part of the diff",
        );
      }
      const comment: StandReviewComment = {
        ...{ id: nextId(call.state.reviewComments), repository: call.repository.fullName },
        ...{ pull: Number(call.path.number), user: call.token.login, body, commit, path, line, startLine },
      };
      call.state.reviewComments.push(comment);
      return { status: 201, body: shown(comment) };
    },
  }),
  {
    method: "DELETE",
    template: "/repos/{owner}/{repo}/pulls/comments/{id}",
    needs: WRITE,
    answer(call) {
      const comment = commentOf(call);
      if (comment.user !== call.token.login) {
        throw new ApiError(403, "You do not have permission to delete this comment.");
      }
      call.state.reviewComments.splice(call.state.reviewComments.indexOf(comment), 1);
      return { status: 204 };
    },
  },
];
