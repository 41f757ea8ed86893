import { markdownCode, markdownTable, markdownText } from "../../cli/results/markdown.ts";
import { readAllPkginfo } from "../../pkginfo/read-folder.ts";
import type { Job } from "../action.ts";
import { annotateError } from "../annotations.ts";
import { gitHubError, openGitHub } from "../github-client.ts";
import { addToSummary } from "../pages/step-summary.ts";
import { openLatestGraph } from "../report/who-notices.ts";
import { closeSuperseded } from "./close-superseded.ts";
import { type KeptPull, keepPull, type PullTarget } from "./open-pulls.ts";
import { prepareBranches } from "./prepare-branches.ts";
import type { PreparedBranch } from "./prepared-branch.ts";

export interface BumpOptions extends PullTarget {
  root: string;
  /** Its path from the top of its repository, with a slash at the end; empty for the top itself. */
  prefix: string;
  /** The folder that was handed over. */
  proposals: string;
  /** Patterns of names of packages that come in one pull request. */
  groups: readonly string[];
  token: string;
  /** Where the graph of the latest run is; undefined where nobody said. */
  store: string | undefined;
}

/**
 * Keeps the pull requests of everything that was handed over. One that GitHub refuses is told and fails the job, and stops
 * no other one.
 *
 * @throws InputError for a hand-over that is not sound; then nothing was opened
 */
export async function openBumps(options: BumpOptions, job: Job): Promise<KeptPull[]> {
  const versions = new Map((await readAllPkginfo(options.root)).map(({ stem, version }) => [stem, version]));
  const latest = options.store === undefined ? undefined : await openLatestGraph(options.store, job);
  const prepared = await prepareBranches(options.root, options.proposals, options.groups, latest, job);
  const branches = prepared.map((branch) => below(options.prefix, branch));
  const github = openGitHub({ token: options.token, say: job.say });
  const kept: KeptPull[] = [];
  for (const branch of branches) {
    try {
      kept.push(await keepPull(github, options, branch));
    } catch (error) {
      job.signal.throwIfAborted();
      annotateError(gitHubError(error, `keep the pull request of ${branch.branch}`));
      job.fail();
    }
  }
  try {
    const closed = await closeSuperseded(github, options, branches, versions);
    closed.forEach((number) => {
      job.say(`Closed pull request ${number}, which is no longer needed`);
    });
  } catch (error) {
    job.signal.throwIfAborted();
    annotateError(gitHubError(error, "close pull requests that are no longer needed"));
    job.fail();
  }
  const rows = kept.map(({ branch, number, done }) => [
    markdownCode(branch),
    number === 0 ? "–" : `#${number}`,
    markdownText(done),
  ]);
  const page =
    rows.length === 0
      ? "No package has a newer release."
      : markdownTable(["branch", "pull request", "what was done"], rows);
  await addToSummary(`### Newer versions\n\n${page}`, "the log of this step");
  return kept;
}

function below(prefix: string, branch: PreparedBranch): PreparedBranch {
  const files = Object.entries(branch.files).map(([path, text]) => [prefix + path, text]);
  return { ...branch, files: Object.fromEntries(files) };
}
