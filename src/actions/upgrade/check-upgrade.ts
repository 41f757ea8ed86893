/** What a pull request that changes locks breaks of the project: told by a comment, on the step's page and beside the lines. */

import { join } from "node:path";
import {
  ExploredReleases,
  type LockChange,
  type ReadProject,
} from "../../cli/asking/impact/explored-releases.ts";
import { choosePython, readSources } from "../../cli/asking/impact/project-impact.ts";
import { type Asked, askedOfStore } from "../../cli/asking/shard-choice.ts";
import { annotatedFindings } from "../../cli/results/impact/annotations.ts";
import { InputError, type InputProblem } from "../../errors/input-error.ts";
import { programHome } from "../../files/home.ts";
import { declaredBy } from "../../impact/dependencies.ts";
import type { ProjectLock } from "../../impact/locks/project-lock.ts";
import { findSources } from "../../impact/sources/find-sources.ts";
import { explorePackage } from "../../run/package/explore.ts";
import { findTargets } from "../../run/package/targets.ts";
import type { Workshop } from "../../run/package/workshop.ts";
import { openStore } from "../../store/open-store.ts";
import type { Job } from "../action.ts";
import { annotateProblems } from "../annotations.ts";
import { type GitHubClient, gitHubError, openGitHub, statusOf } from "../github-client.ts";
import { logFolder, withWorkshop } from "../machine.ts";
import { LONGEST_COMMENT } from "../pages/bounded.ts";
import { addToSummary } from "../pages/step-summary.ts";
import { keepComment } from "../report/sticky-comment.ts";
import { logEvent } from "../work-log.ts";
import { currentRun } from "../workflow-run.ts";
import {
  BaseLocks,
  type ChangedFile,
  changedFiles,
  type EventPull,
  eventPull,
  folderOf,
  inRepository,
  MOST_LOCKS,
  workspaceLock,
} from "./changed-locks.ts";
import { countLevels, type FailOn, type LockImpact, type SkippedLock, upgradePage } from "./upgrade-page.ts";

export interface UpgradeOptions {
  /** The address of the store that is asked. */
  store: string;
  /** Which files are locks. */
  patterns: readonly string[];
  /** The folder of the sources; by each lock where left out. */
  project: string | undefined;
  python: string | undefined;
  failOn: FailOn;
  /** Whether what the store has not is explored here. */
  explore: boolean;
  comment: boolean;
  token: string;
  /** Who the token speaks as. */
  author: string;
}

export interface CheckedUpgrade {
  breaking: number;
  warnings: number;
  /** Of the locks that the pull request changes. */
  paths: string[];
  commentUrl: string;
  failure?: string;
}

const MARKER = "<!-- importgraph: check an upgrade -->";
const LONGEST_PAGE = 900_000;

/**
 * Checks what the pull request of this run changes.
 *
 * @throws InputError for a run of another event, a broken lock, and where GitHub refuses, with the permission that is missing
 */
export async function checkUpgrade(options: UpgradeOptions, job: Job): Promise<CheckedUpgrade> {
  const pull = await eventPull();
  const run = currentRun();
  const repository = { owner: run.owner, repo: run.repo };
  const github = openGitHub({ token: options.token, say: job.say });
  const files = await changedFiles(github, repository, pull, options.patterns).catch((error: unknown) => {
    throw gitHubError(error, "read which files the pull request changes");
  });
  const base = new BaseLocks(github, repository, pull.baseSha);
  const { locks, skipped } = await lookAt(files, base, options, job);
  const page = { locks, skipped, headSha: pull.headSha, runUrl: run.url };
  for (const kind of ["error", "warning"] as const) {
    annotateProblems(problemsOf(locks, kind), kind);
  }
  const isNews = locks.length > 0;
  if (files.length > 0) {
    await addToSummary(upgradePage(page, LONGEST_PAGE), "the output of `importgraph impact`");
  }
  const body = upgradePage(page, LONGEST_COMMENT);
  const commentUrl = options.comment
    ? await commented(github, pull, { body, isNews, author: options.author }, job)
    : "";
  const { breaking, warnings } = countLevels(locks);
  const failure = failureOf(options.failOn, breaking, warnings);
  return {
    ...{ breaking, warnings, commentUrl, paths: files.map(({ path }) => path) },
    ...(failure !== undefined && { failure }),
  };
}

function failureOf(failOn: FailOn, breaking: number, warnings: number): string | undefined {
  if (failOn === "nothing" || breaking + (failOn === "warnings" ? warnings : 0) === 0) {
    return undefined;
  }
  return breaking > 0
    ? `${breaking} ${breaking === 1 ? "place of the project breaks" : "places of the project break"}`
    : `${warnings} ${warnings === 1 ? "place" : "places"} of the project may break`;
}

function problemsOf(locks: readonly LockImpact[], kind: "error" | "warning"): InputProblem[] {
  return locks.flatMap(({ impact, folder }) =>
    annotatedFindings(impact.findings)
      .filter((one) => one.kind === kind)
      .map(({ problem: { place, message } }) => ({
        ...(place !== undefined && { place: { ...place, file: inRepository(folder, place.file) } }),
        message,
      })),
  );
}

interface LookedAt {
  locks: LockImpact[];
  skipped: SkippedLock[];
}

async function lookAt(
  files: readonly ChangedFile[],
  base: BaseLocks,
  options: UpgradeOptions,
  job: Job,
): Promise<LookedAt> {
  const [locks, skipped]: [LockImpact[], SkippedLock[]] = [[], []];
  if (files.length === 0) {
    job.say("The pull request changes no lock: there is nothing to look up.");
    return { locks, skipped };
  }
  const store = await openStore(options.store, { signal: job.signal, say: job.say });
  const asked = await askedOfStore(store, undefined, {
    storeFlag: "",
    onProblem: ({ message }) => job.say(message),
  });
  await withWorkshop(job, async (workshop) => {
    const checker = new Checker({ base, options, asked, workshop, job });
    for (const [at, file] of files.entries()) {
      const found =
        at < MOST_LOCKS ? await checker.check(file) : `only ${MOST_LOCKS} locks of a pull request are`;
      if (typeof found === "string") {
        skipped.push({ path: file.path, why: found });
      } else {
        locks.push(found);
      }
    }
  });
  return { locks, skipped };
}

interface Parts {
  base: BaseLocks;
  options: UpgradeOptions;
  asked: Asked;
  workshop: Workshop;
  job: Job;
}

/** Looks at locks one after the other; the sources of a folder are read once for each Python. */
class Checker {
  readonly #parts: Parts;
  readonly #projects = new Map<string, Promise<ReadProject["project"]>>();
  /** What was explored on this machine. */
  readonly #explored: Record<string, Asked["shards"][string]> = {};

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @returns why it was not looked at, where that is so */
  async check({ path, former, isRemoved }: ChangedFile): Promise<LockImpact | string> {
    if (former === undefined || isRemoved) {
      return former === undefined
        ? "it is new, so that nothing tells what was installed before"
        : "it is removed";
    }
    const { base, options, workshop, job } = this.#parts;
    const folder = options.project ?? (await nearestSources(folderOf(path)));
    if (folder === undefined) {
      return "no folder around it has Python sources";
    }
    const python = await choosePython(join(process.cwd(), folder), options.python, { workshop });
    const next = await workspaceLock(path, python);
    const old = await oldLock(base, former, python);
    if (typeof old === "string" || [old, next].some(({ pins }) => pins.length === 0)) {
      return typeof old === "string"
        ? old
        : "it has no exact versions (`==`), so that nothing tells what is installed";
    }
    const change = changeOf(old, next);
    if (change.upgrades.size + change.added.size + change.removed.size === 0) {
      return "no version of it changes";
    }
    const project = await this.#read(folder, python);
    const read = { project, python, lock: old, declared: await declaredBy(join(process.cwd(), folder), old) };
    job.say(
      `${path}: ${change.upgrades.size} versions change, ${change.added.size} new, ${change.removed.size} gone`,
    );
    const releases = await this.#releases(read, change);
    const impact = await releases.impactOn(read, change);
    const counts = { changed: change.upgrades.size, added: change.added.size, removed: change.removed.size };
    return { path, folder, counts, impact };
  }

  #read(folder: string, python: string): Promise<ReadProject["project"]> {
    const { workshop, job } = this.#parts;
    const key = `${python} ${folder}`;
    const known =
      this.#projects.get(key) ??
      readSources(join(process.cwd(), folder), python, {
        ...{ workshop, say: job.say, signal: job.signal, logFolder: logFolder() },
      });
    this.#projects.set(key, known);
    return known;
  }

  async #releases(read: ReadProject, change: LockChange): Promise<ExploredReleases> {
    const known = await new ExploredReleases([this.#parts.asked]).withNamed(read, change);
    const missing = this.#parts.options.explore ? known.missing(read, change) : [];
    if (missing.length === 0) {
      return known;
    }
    const here = await this.#explore(missing);
    return await new ExploredReleases([this.#parts.asked, here]).withNamed(read, change);
  }

  /** Into a store of this machine. What can't be explored is said, and stays unknown. */
  async #explore(missing: readonly string[]): Promise<Asked> {
    const { workshop, job } = this.#parts;
    const store = await openStore(join(logFolder(), "store"), { signal: job.signal, say: job.say });
    const settings = {
      ...{ home: programHome, frozen: false, logFolder: logFolder(), store, force: false },
      places: { root: process.cwd(), scratchFolder: join(logFolder(), "scratch") },
    };
    for (const target of await findTargets(process.cwd(), [...missing])) {
      if (this.#explored[target.label] === undefined) {
        const outcome = await explorePackage(target, settings, workshop, (event) =>
          logEvent(job, target.label, event),
        );
        if (outcome.status === "failed") {
          job.say(`${target.label} can't be explored: ${outcome.message}`);
        } else {
          this.#explored[target.label] = outcome.entry;
        }
      }
    }
    return { store, storeFlag: "", shards: { ...this.#explored } };
  }
}

/** What was broken before is not this pull request's doing. */
async function oldLock(base: BaseLocks, path: string, python: string): Promise<ProjectLock | string> {
  try {
    return (
      (await base.read(path, python)) ?? "it was not there before, so that nothing tells what was installed"
    );
  } catch (error) {
    if (error instanceof InputError) {
      return `it was broken before: ${error.message.split("\n", 1)[0] ?? ""}`;
    }
    throw gitHubError(error, "read the lock as it was before");
  }
}

/** The nearest folder, from one outwards, that has sources. */
async function nearestSources(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = folderOf(at)) {
    if ((await findSources(join(process.cwd(), at))).sources.length > 0) {
      return at;
    }
    if (at === "") {
      return undefined;
    }
  }
}

function changeOf(old: ProjectLock, next: ProjectLock): LockChange {
  const [before, after] = [old, next].map(
    ({ pins }) => new Map(pins.map(({ name, version }) => [name, version])),
  );
  const changed = [...(after ?? [])].filter(([name, version]) => before?.get(name) !== version);
  return {
    upgrades: new Map(changed.filter(([name]) => before?.has(name))),
    added: new Map(changed.filter(([name]) => !before?.has(name))),
    removed: new Set([...(before?.keys() ?? [])].filter((name) => !after?.has(name))),
  };
}

/** @returns the address of the comment; empty where there is none, or may be none, which is said on the step's page */
async function commented(
  github: GitHubClient,
  pull: EventPull,
  { body, isNews, author }: { body: string; isNews: boolean; author: string },
  job: Job,
): Promise<string> {
  const run = currentRun();
  const id = Number(process.env.GITHUB_RUN_ID);
  try {
    const { url, done } = await keepComment(github, { owner: run.owner, repo: run.repo }, pull.number, {
      ...{ marker: MARKER, author, body, run: id, isNews },
    });
    job.say(`Comment ${done} ${url}`);
    return url;
  } catch (error) {
    if (statusOf(error) !== 403) {
      throw gitHubError(error, "comment on the pull request");
    }
    const why = pull.isOfFork
      ? "the pull request comes from a fork, so that this run may not write"
      : "the job has no permission `pull-requests: write`";
    job.say(`No comment: ${why}.`);
    await addToSummary(`There is no comment of this below the pull request: ${why}.`, "the log");
    return "";
  }
}
