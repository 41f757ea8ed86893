/** From a finished run of the package workflow to the comment below its pull request. */

import { InputError } from "../../errors/input-error.ts";
import { type Index, openIndex } from "../../releases/index/open-index.ts";
import { QuarantinedError } from "../../releases/project.ts";
import type { Project } from "../../releases/release.ts";
import { compareVersions } from "../../releases/versions.ts";
import { type Reports, readReports } from "../../report/read-reports.ts";
import { type KnownRelease, type Remark, type ReviewMeans, review } from "../../report/review.ts";
import type { Job } from "../action.ts";
import { actionsExec } from "../actions-exec.ts";
import { type GitHubClient, gitHubError, openGitHub, type RepositoryName } from "../github-client.ts";
import { LONGEST_COMMENT } from "../pages/bounded.ts";
import { addToSummary } from "../pages/step-summary.ts";
import { fetchArtifact, fetchReports, listArtifacts } from "./fetch-artifacts.ts";
import { type FoundPull, findPulls, type ReportedRun, readRun } from "./find-pulls.ts";
import { readPullChanges } from "./pull-changes.ts";
import { type ReportPage, reportPage } from "./report-page.ts";
import { keepComment } from "./sticky-comment.ts";
import { openLatestGraph, whoNotices } from "./who-notices.ts";

export interface ReportOptions {
  runId: number;
  /** The folder that holds pkginfo/ and dockerfiles/; empty for the top. */
  root: string;
  /** Whether the repository holds the program, too. */
  holdsProgram: boolean;
  token: string;
  /** Who the token speaks as. */
  author: string;
  askIndex: boolean;
  /** Where the graph of the latest run is; undefined where nobody said. */
  store: string | undefined;
  repository: RepositoryName;
}

export interface Reported {
  pulls: number[];
  commentUrl: string;
}

type AskRelease = NonNullable<ReviewMeans["release"]>;

/** A repository may have packages in several folders, each with a comment of its own. */
const markerOf = (root: string): string =>
  `<!-- importgraph: report on packages${root === "" ? "" : ` of ${root}/`} -->`;
/** How a run ends of which jobs have run; one that waits for an approval "ends" too. */
const TELLING = new Set(["success", "failure", "cancelled", "timed_out"]);
const LONGEST_PAGE = 900_000;
/** Of the shards of one job, packed. */
const MOST_SHARDS_BYTES = 128 * 1024 ** 2;
/** Of the index, for one pull request. */
const MOST_QUESTIONS = 60;

/** @throws InputError where GitHub refuses, with the permission that is missing */
export async function reportOnPull(options: ReportOptions, job: Job): Promise<Reported> {
  const github = openGitHub({ token: options.token, say: job.say });
  try {
    return await report(github, options, job);
  } catch (error) {
    throw gitHubError(error, "report on the pull request");
  }
}

async function report(github: GitHubClient, options: ReportOptions, job: Job): Promise<Reported> {
  const { repository, root, holdsProgram, author, askIndex } = options;
  const run = await readRun(github, repository, options.runId);
  if (run.event !== "pull_request") {
    job.say(`The run was not for a pull request but for "${run.event}": there is nothing to comment on.`);
    return { pulls: [], commentUrl: "" };
  }
  if (run.conclusion !== null && !TELLING.has(run.conclusion)) {
    job.say(`No comment: it ended with "${run.conclusion}", before any job ran.`);
    return { pulls: [], commentUrl: "" };
  }
  const { pulls, reason } = await findPulls(github, repository, run, root);
  if (pulls.length === 0) {
    job.say(`No comment: ${reason}.`);
    return { pulls: [], commentUrl: "" };
  }
  const listed = await listArtifacts(github, repository, run.id);
  const fetched = await fetchReports(github, repository, listed);
  const read = await readReports(fetched.artifacts);
  const reports = { ...read, faults: [...fetched.faults, ...read.faults] };
  const release = askIndex ? await openReleases(job) : undefined;
  const latest = options.store === undefined ? undefined : await openLatestGraph(options.store, job);
  const fetchShards = (name: string) =>
    fetchArtifact(github, repository, { listed, name, mostBytes: MOST_SHARDS_BYTES });
  let commentUrl = "";
  for (const pull of pulls) {
    const found = { reports, run, release, root, holdsProgram };
    const known = await pageOf(github, repository, pull, found);
    const noticed = latest && (await whoNotices(latest, known.changes, reports, fetchShards, job));
    const page = { ...known, noticed: noticed ?? [] };
    await addToSummary(reportPage(page, LONGEST_PAGE), "the run that is reported on");
    const body = reportPage(page, LONGEST_COMMENT);
    const comment = await keepComment(github, repository, pull.number, {
      ...{ marker: markerOf(root), author, body },
      ...{ run: run.id, isNews: isAboutPackages(page) },
    });
    job.say(`Pull request ${pull.number}: comment ${comment.done} ${comment.url}`);
    commentUrl = comment.url;
  }
  return { pulls: pulls.map(({ number }) => number), commentUrl };
}

/** Most pull requests of a repository with other things in it are about no package, and their people want no comment. */
function isAboutPackages({ reports, changes }: ReportPage): boolean {
  const { packages, removed, unreadable } = changes;
  const counts = [reports.packages, reports.faults, packages, removed, unreadable].map(
    ({ length }) => length,
  );
  return counts.some((count) => count > 0);
}

async function pageOf(
  github: GitHubClient,
  repository: RepositoryName,
  pull: FoundPull,
  found: Pick<ReportOptions, "root" | "holdsProgram"> & {
    reports: Reports;
    run: ReportedRun;
    release: AskRelease | undefined;
  },
): Promise<Omit<ReportPage, "noticed">> {
  const { reports, run, release, root, holdsProgram } = found;
  const own = { root, holdsProgram, reported: reports.packages, checkedSha: run.headSha };
  const changes = await readPullChanges(github, repository, pull, own);
  const means = {
    ...{ kept: changes.kept, now: new Date() },
    ...(release === undefined ? {} : { release }),
  };
  const remarks = new Map<string, readonly Remark[]>();
  for (const change of changes.packages) {
    remarks.set(change.stem, await review(change, means));
  }
  return { reports, changes, remarks, run, headSha: run.headSha };
}

/** Asks the index of this machine, a limited number of times; what can't be had is no reason not to comment. */
async function openReleases({ signal, say }: Job): Promise<AskRelease> {
  let index: Index;
  try {
    index = await openIndex({ exec: actionsExec, signal });
  } catch (error) {
    if (!(error instanceof InputError)) {
      throw error;
    }
    say(`What the package index says is not known: ${error.message.split("\n", 1)[0]}`);
    return async () => undefined;
  }
  const asked = new Set<string>();
  return async (name, version) => {
    if (!asked.has(name) && asked.size >= MOST_QUESTIONS) {
      return undefined;
    }
    asked.add(name);
    const project = await index.project(name).catch((error: unknown) => {
      signal.throwIfAborted();
      say(
        `What the package index says of ${name} is not known: ${error instanceof Error ? error.message.split("\n", 1)[0] : error}`,
      );
      return error instanceof QuarantinedError ? ("quarantined" as const) : undefined;
    });
    return typeof project === "object" ? knownRelease(project, version) : project;
  };
}

function knownRelease({ releases }: Project, version: string): KnownRelease | "none" {
  const found = releases.find((one) => compareVersions(one.version, version) === 0);
  if (found === undefined) {
    return "none";
  }
  const { files, yanked, yankedReason = "", uploadTime } = found;
  const hashes = new Set(files.flatMap(({ sha256 }) => sha256 ?? []));
  return {
    ...(uploadTime !== undefined && { uploaded: new Date(uploadTime) }),
    yanked: yanked ? yankedReason : false,
    hashes,
    hashesAreWhole: files.every(({ sha256 }) => sha256 !== undefined),
  };
}
