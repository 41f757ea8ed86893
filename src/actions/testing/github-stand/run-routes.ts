/** Workflow runs, their artifacts, and what is said of commits. */

import { z } from "zod";
import { shownRepository } from "./pull-routes.ts";
import { ApiError, type Call, notFound, type Route, withBody } from "./route.ts";
import type { StandArtifact, StandRun } from "./state.ts";

const READ_ACTIONS = [["actions", "read"]] as const;

function runOf(call: Call): StandRun {
  const found = call.state.runs.find(
    ({ id, repository }) => String(id) === call.path.run && repository === call.repository.fullName,
  );
  if (found === undefined) {
    throw notFound();
  }
  return found;
}

function shownRun(call: Call, run: StandRun): unknown {
  const head = call.state.repositories.find(({ fullName }) => fullName === run.head_repository);
  return {
    ...run,
    repository: shownRepository(call.repository),
    head_repository: shownRepository(head),
    // Empty for runs from forks, hence of no use: https://docs.github.com/rest/actions/workflow-runs
    pull_requests: [],
    html_url: `https://github.com/${run.repository}/actions/runs/${run.id}`,
  };
}

function shownArtifact({ id, name, zip, sizeInBytes, expired = false, run }: StandArtifact): unknown {
  return { id, name, size_in_bytes: sizeInBytes ?? zip.length, expired, workflow_run: { id: run } };
}

const sha = z.string().regex(/^[0-9a-f]{40}$/);

async function knownCommit(call: Call, commit: string): Promise<string> {
  if ((await call.repository.git.commit(commit)) === undefined) {
    throw new ApiError(422, `No commit found for SHA: ${commit}`);
  }
  return commit;
}

export const runRoutes: readonly Route[] = [
  {
    method: "GET",
    template: "/repos/{owner}/{repo}/actions/runs/{run}",
    needs: READ_ACTIONS,
    answer: (call) => ({ status: 200, body: shownRun(call, runOf(call)) }),
  },
  {
    method: "GET",
    template: "/repos/{owner}/{repo}/actions/runs/{run}/artifacts",
    needs: READ_ACTIONS,
    query: ["name", "direction"],
    answer(call) {
      const { id } = runOf(call);
      const { name } = call.query;
      const items = call.state.artifacts
        .filter(({ run }) => run === id)
        .filter((artifact) => name === undefined || artifact.name === name)
        .map(shownArtifact);
      return { status: 200, paged: { items, key: "artifacts" } };
    },
  },
  {
    method: "GET",
    template: "/repos/{owner}/{repo}/actions/artifacts/{id}/zip",
    needs: READ_ACTIONS,
    answer(call) {
      const artifact = call.state.artifacts.find(({ id }) => String(id) === call.path.id);
      if (artifact === undefined) {
        throw notFound();
      }
      if (artifact.expired === true) {
        throw new ApiError(410, "Artifact has expired");
      }
      return { status: 302, headers: { location: `${call.storageUrl}/artifact/${artifact.id}` } };
    },
  },
  withBody({
    method: "POST",
    template: "/repos/{owner}/{repo}/actions/workflows/{workflow}/dispatches",
    needs: [["actions", "write"]],
    body: z.strictObject({ ref: z.string(), inputs: z.record(z.string(), z.string()).optional() }),
    answer({ state, repository, path, body }) {
      const { ref, inputs = {} } = body;
      state.dispatches.push({ repository: repository.fullName, workflow: path.workflow ?? "", ref, inputs });
      return { status: 204 };
    },
  }),
  withBody({
    method: "POST",
    template: "/repos/{owner}/{repo}/statuses/{sha}",
    needs: [["statuses", "write"]],
    body: z.strictObject({
      state: z.enum(["error", "failure", "pending", "success"]),
      context: z.string().default("default"),
      description: z.string().max(140).nullable().default(null),
      target_url: z.url().nullable().default(null),
    }),
    async answer(call) {
      const commit = await knownCommit(call, call.path.sha ?? "");
      const status = {
        repository: call.repository.fullName,
        sha: commit,
        creator: call.token.login,
        ...call.body,
      };
      call.state.statuses.push(status);
      return { status: 201, body: { ...call.body, creator: { login: call.token.login } } };
    },
  }),
  {
    method: "GET",
    template: "/repos/{owner}/{repo}/commits/{ref}/statuses",
    needs: [["statuses", "read"]],
    answer(call) {
      const items = call.state.statuses.filter(({ sha: commit }) => commit === call.path.ref).toReversed();
      return { status: 200, paged: { items } };
    },
  },
  withBody({
    method: "POST",
    template: "/repos/{owner}/{repo}/check-runs",
    needs: [["checks", "write"]],
    body: z.strictObject({
      name: z.string().min(1),
      head_sha: sha,
      status: z.enum(["queued", "in_progress", "completed"]).default("queued"),
      conclusion: z
        .enum(["success", "failure", "neutral", "cancelled", "skipped", "timed_out", "action_required"])
        .optional(),
      output: z
        .strictObject({
          title: z.string(),
          summary: z.string().max(65_535),
          text: z.string().max(65_535).optional(),
        })
        .optional(),
    }),
    async answer(call) {
      await knownCommit(call, call.body.head_sha);
      const { name, head_sha, status, conclusion = null } = call.body;
      call.state.checkRuns.push({ repository: call.repository.fullName, name, head_sha, status, conclusion });
      return { status: 201, body: { id: call.state.checkRuns.length, ...call.body } };
    },
  }),
  {
    method: "GET",
    template: "/repos/{owner}/{repo}/commits/{ref}/check-runs",
    needs: [["checks", "read"]],
    answer(call) {
      const items = call.state.checkRuns
        .filter(({ head_sha }) => head_sha === call.path.ref)
        .map((run, at) => ({ id: at + 1, ...run }));
      return { status: 200, paged: { items, key: "check_runs" } };
    },
  },
];
