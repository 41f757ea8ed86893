/** Which pull requests a run of the package workflow was for. */

import { DOCKERFILES_FOLDER } from "../../dockerfile/generate-all.ts";
import { type GitHubClient, ifFound, type RepositoryName } from "../github-client.ts";
import { readTree, segmentsOf, type TreeEntry } from "./repository-files.ts";

/** The run, as GitHub says it; nothing of it was written by the run itself. */
export interface ReportedRun {
  id: number;
  event: string;
  headSha: string;
  headBranch: string;
  /** Full name; undefined where the fork was deleted. */
  headRepository: string | undefined;
  conclusion: string | null;
  url: string;
}

export interface FoundPull {
  number: number;
  headSha: string;
  baseSha: string;
  /** Whether generated files came on top of what the run checked. */
  hasGenerated: boolean;
}

export async function readRun(
  github: GitHubClient,
  repository: RepositoryName,
  runId: number,
): Promise<ReportedRun> {
  const { data } = await github.rest.actions.getWorkflowRun({ ...repository, run_id: runId });
  return {
    id: data.id,
    event: data.event,
    headSha: data.head_sha,
    headBranch: data.head_branch ?? "",
    headRepository: (data.head_repository as typeof data.head_repository | null)?.full_name,
    conclusion: data.conclusion,
    url: data.html_url,
  };
}

/**
 * The open pull requests whose branch is what the run checked. The run's own list of pull requests is empty for forks,
 * so they are looked up by the head's repository and branch, and belong to the run only if its commit is still the
 * newest one, or all that came after it was generated.
 *
 * @param root the folder that holds dockerfiles/; empty for the top
 * @returns none, with the reason, where the branch was deleted or has moved on
 */
export async function findPulls(
  github: GitHubClient,
  repository: RepositoryName,
  { headRepository, headBranch, headSha }: ReportedRun,
  root: string,
): Promise<{ pulls: FoundPull[]; reason: string }> {
  if (headRepository === undefined) {
    return { pulls: [], reason: "the repository that the pull request came from is gone" };
  }
  const [owner] = headRepository.split("/");
  const open = await github.paginate(github.rest.pulls.list, {
    ...repository,
    state: "open",
    head: `${owner}:${headBranch}`,
    per_page: 100,
  });
  // One owner may have several forks, and the same branch in each.
  const ofBranch = open.filter(
    ({ head }) =>
      head.ref === headBranch && (head.repo as typeof head.repo | null)?.full_name === headRepository,
  );
  if (ofBranch.length === 0) {
    return {
      pulls: [],
      reason: "no open pull request comes from its branch: it was closed, merged or deleted",
    };
  }
  const pulls: FoundPull[] = [];
  for (const { number, head, base } of ofBranch) {
    const hasGenerated = head.sha !== headSha;
    if (!hasGenerated || (await onlyGeneratedSince(github, repository, [headSha, head.sha], root))) {
      pulls.push({ number, headSha: head.sha, baseSha: base.sha, hasGenerated });
    }
  }
  return { pulls, reason: "its branch has moved on; the run of the newest commit reports" };
}

/** By the digests of folders: the files that differ, GitHub lists to the number of 300 only. */
async function onlyGeneratedSince(
  github: GitHubClient,
  repository: RepositoryName,
  [from, to]: readonly [string, string],
  root: string,
): Promise<boolean> {
  // A commit that was pushed away by force may be gone.
  const compared = await ifFound(
    github.rest.repos.compareCommitsWithBasehead({ ...repository, basehead: `${from}...${to}`, per_page: 1 }),
  );
  if (compared?.data.status !== "ahead") {
    return false;
  }
  const way = [...segmentsOf(root), DOCKERFILES_FOLDER];
  const [before, after] = [
    await others(github, repository, from, way),
    await others(github, repository, to, way),
  ];
  return before === after;
}

/** Everything beside a way of folders. */
async function others(
  github: GitHubClient,
  repository: RepositoryName,
  commit: string,
  way: readonly string[],
): Promise<string> {
  const beside: unknown[] = [];
  let at: string | undefined = commit;
  for (const name of way) {
    if (at === undefined) {
      break;
    }
    const tree: TreeEntry[] = await readTree(github, repository, at);
    beside.push(tree.filter(({ path }) => path !== name).map(({ path, mode, sha }) => [path, mode, sha]));
    at = tree.find(({ path, type }) => path === name && type === "tree")?.sha;
  }
  return JSON.stringify(beside);
}
