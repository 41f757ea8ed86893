import { compareVersions, normalizeVersion } from "../../releases/versions.ts";
import { type GitHubClient, ifFound } from "../github-client.ts";
import type { PullTarget } from "./open-pulls.ts";
import { BRANCH_PREFIX, type PreparedBranch } from "./prepared-branch.ts";

const MARKER = /<!-- importgraph bump: ([^>\n]*) -->/;

/**
 * Closes our pull requests that nobody needs any more: of releases that are kept by now, as they are or newer, or that
 * another pull request is about.
 *
 * @param kept versions by stem, on the branch that is merged into
 * @returns the numbers of those that were closed
 */
export async function closeSuperseded(
  github: GitHubClient,
  { repository, author }: PullTarget,
  branches: readonly PreparedBranch[],
  kept: ReadonlyMap<string, string>,
): Promise<number[]> {
  const open = await github.paginate(github.rest.pulls.list, { ...repository, state: "open", per_page: 100 });
  const current = new Set(branches.map(({ branch }) => branch));
  const elsewhere = new Set(branches.flatMap(({ releases }) => stemsOf(releases)));
  const closed: number[] = [];
  for (const { number, user, head, body } of open) {
    const own = user?.login === author && head.repo?.full_name === `${repository.owner}/${repository.repo}`;
    const [marker, releases = ""] = MARKER.exec(body ?? "") ?? [];
    if (!own || marker === undefined || !head.ref.startsWith(BRANCH_PREFIX) || current.has(head.ref)) {
      continue;
    }
    if (
      releases
        .split(" ")
        .every((release) => isKept(release, kept) || elsewhere.has(release.split("==")[0] ?? ""))
    ) {
      // Without the marker: this was no person's decision against these versions.
      const text = `${body?.replace(marker, "").trimEnd()}\n\nThis is no longer needed.`;
      await github.rest.pulls.update({ ...repository, pull_number: number, state: "closed", body: text });
      await ifFound(github.rest.git.deleteRef({ ...repository, ref: `heads/${head.ref}` }));
      closed.push(number);
    }
  }
  return closed;
}

function stemsOf(releases: string): string[] {
  return releases.split(" ").map((release) => release.split("==")[0] ?? "");
}

function isKept(release: string, kept: ReadonlyMap<string, string>): boolean {
  const [stem = "", version = ""] = release.split("==");
  const present = kept.get(stem);
  return (
    present !== undefined && normalizeVersion(version) !== undefined && compareVersions(present, version) >= 0
  );
}
