import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { zipOf } from "../../../report/testing/zip-stand.ts";
import { type ActStand, REPOSITORY } from "./stand.ts";

const RUN = 100;

export interface EndedRun {
  headSha: string;
  branch: string;
  /** Where the branch is: the repository's own unless given. */
  repository?: string;
  conclusion?: string;
}

/** An open pull request, as the stand of the API tells it. */
export function addPull(stand: ActStand, { headSha, branch, repository = REPOSITORY }: EndedRun): void {
  stand.github.state.pulls.push({
    ...{ number: 1, repository: REPOSITORY, title: "Add", body: "", user: "somebody", draft: false },
    ...{ state: "open", merged: false, base: "main", headSha, head: { repository, branch } },
  });
}

/**
 * What GitHub does when a run of `package` has ended: keeps its artifacts.
 *
 * @returns the payload of the event that starts the workflows which wait for it
 */
export async function endRun(
  stand: ActStand,
  { headSha, branch, repository = REPOSITORY, conclusion = "success" }: EndedRun,
) {
  const run = { id: RUN, event: "pull_request", head_sha: headSha, head_branch: branch };
  stand.github.state.runs.push({
    ...{ ...run, repository: REPOSITORY, name: "package", run_attempt: 1 },
    ...{ head_repository: repository, conclusion },
  });
  const folder = join(stand.folder, "artifacts");
  for (const name of (await readdir(folder)).filter((one) => one.startsWith("package-report-"))) {
    const text = await readFile(join(folder, name, "report.json"), "utf8");
    stand.github.addArtifact({ run: RUN, name, zip: zipOf(["report.json", text]) });
  }
  return {
    action: "completed",
    // As it is for forks.
    workflow_run: { ...run, conclusion, head_repository: { full_name: repository }, pull_requests: [] },
  };
}
