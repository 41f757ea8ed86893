/** Keeps a pull request for each set of newer versions, through GitHub's API: no code and no credentials of git. */

import type { GitHubClient, RepositoryName } from "../github-client.ts";
import { ifFound, statusOf } from "../github-client.ts";
import type { PreparedBranch } from "./prepared-branch.ts";

export interface PullTarget {
  repository: RepositoryName;
  /** The branch that is merged into. */
  base: string;
  /** The commit that the branches begin at: the one that they were prepared from. */
  commit: string;
  /** Who the token speaks as. */
  author: string;
}

export interface KeptPull {
  branch: string;
  /** `closed`: a person closed it for these versions; `changed by hand`: its branch holds commits of somebody else. */
  done: "opened" | "updated" | "kept" | "closed" | "changed by hand";
  number: number;
}

/** Marks a commit as made here; a branch that ends in another one is somebody's work and left alone. */
const TRAILER = "Generated-by: importgraph bump";

/** The marker that says what a pull request is about, whatever its title has become. */
function markerOf(releases: string): string {
  return `<!-- importgraph bump: ${releases} -->`;
}

/** Opens or updates the pull request of a branch, unless a person has closed it for the same versions. */
export async function keepPull(
  github: GitHubClient,
  target: PullTarget,
  prepared: PreparedBranch,
): Promise<KeptPull> {
  const { repository, author, base } = target;
  const { branch, releases, title } = prepared;
  const marker = markerOf(releases);
  const all = await github.paginate(github.rest.pulls.list, {
    ...{ ...repository, state: "all", head: `${repository.owner}:${branch}`, per_page: 100 },
  });
  const own = all.filter(
    ({ user, head }) =>
      user?.login === author && head.repo?.full_name === `${repository.owner}/${repository.repo}`,
  );
  const closed = own.find(
    ({ state, merged_at, body }) => state === "closed" && merged_at === null && body?.includes(marker),
  );
  const open = own.find(({ state }) => state === "open");
  if (closed !== undefined && open === undefined) {
    return { branch, done: "closed", number: closed.number };
  }
  const pushed = await keepBranch(github, target, prepared);
  if (pushed === "foreign") {
    return { branch, done: "changed by hand", number: open?.number ?? 0 };
  }
  const body = `${prepared.body}\n\n${marker}`;
  if (open === undefined) {
    const created = await github.rest.pulls.create({ ...repository, head: branch, base, title, body });
    return { branch, done: "opened", number: created.data.number };
  }
  if (pushed === "kept" && open.body?.includes(marker)) {
    return { branch, done: "kept", number: open.number };
  }
  await github.rest.pulls.update({ ...repository, pull_number: open.number, title, body });
  return { branch, done: "updated", number: open.number };
}

/** Makes a branch hold exactly these changes. One that does already is not touched, so that no check runs again. */
async function keepBranch(
  github: GitHubClient,
  { repository, commit }: PullTarget,
  { branch, files, title }: PreparedBranch,
): Promise<"kept" | "pushed" | "foreign"> {
  const ref = `heads/${branch}`;
  const present = await ifFound(github.rest.git.getRef({ ...repository, ref }));
  const tip = present?.data.object.sha;
  if (tip !== undefined) {
    const found = await github.rest.repos.getCommit({ ...repository, ref: tip });
    if (!found.data.commit.message.includes(TRAILER)) {
      return "foreign";
    }
    if (await holds(github, repository, tip, files)) {
      return "kept";
    }
  }
  const tree = await github.rest.git.createTree({
    ...repository,
    base_tree: commit,
    tree: await treeEntries(github, repository, commit, files),
  });
  const made = await github.rest.git.createCommit({
    ...{ ...repository, message: `${title}\n\n${TRAILER}`, tree: tree.data.sha, parents: [commit] },
  });
  const { sha } = made.data;
  if (tip === undefined) {
    await createRef(github, repository, branch, sha);
  } else {
    await github.rest.git.updateRef({ ...repository, ref, sha, force: true });
  }
  return "pushed";
}

async function createRef(
  github: GitHubClient,
  repository: RepositoryName,
  branch: string,
  sha: string,
): Promise<void> {
  try {
    await github.rest.git.createRef({ ...repository, ref: `refs/heads/${branch}`, sha });
  } catch (error) {
    // Done already, where an error of a server came after its work and the request was repeated.
    const present = await ifFound(github.rest.git.getRef({ ...repository, ref: `heads/${branch}` }));
    if (statusOf(error) !== 422 || present?.data.object.sha !== sha) {
      throw error;
    }
  }
}

async function holds(
  github: GitHubClient,
  repository: RepositoryName,
  commit: string,
  files: PreparedBranch["files"],
): Promise<boolean> {
  for (const [path, text] of Object.entries(files)) {
    if ((await textAt(github, repository, commit, path)) !== text) {
      return false;
    }
  }
  return true;
}

/** A tree takes null for what is removed, but only for what is there. */
async function treeEntries(
  github: GitHubClient,
  repository: RepositoryName,
  commit: string,
  files: PreparedBranch["files"],
) {
  const entries = [];
  for (const [path, content] of Object.entries(files)) {
    const entry = { path, mode: "100644", type: "blob" } as const;
    if (content !== null) {
      entries.push({ ...entry, content });
    } else if ((await textAt(github, repository, commit, path)) !== null) {
      entries.push({ ...entry, sha: null });
    }
  }
  return entries;
}

async function textAt(
  github: GitHubClient,
  repository: RepositoryName,
  commit: string,
  path: string,
): Promise<string | null> {
  const found = await ifFound(github.rest.repos.getContent({ ...repository, path, ref: commit }));
  const data = found?.data;
  return data !== undefined && !Array.isArray(data) && data.type === "file"
    ? Buffer.from(data.content, "base64").toString("utf8")
    : null;
}
