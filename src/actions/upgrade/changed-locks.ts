/** The locks that a pull request changes: as they were, and as they are in the workspace. */

import { readFile } from "node:fs/promises";
import { join, matchesGlob, posix } from "node:path";
import { z } from "zod";
import { InputError } from "../../errors/input-error.ts";
import { quoted } from "../../errors/quoted.ts";
import { LONGEST_LOCK_BYTES, lockNamed, type ProjectLock } from "../../impact/locks/project-lock.ts";
import { readTextFile } from "../../pkginfo/text-file.ts";
import type { GitHubClient, RepositoryName } from "../github-client.ts";
import { entriesOf, readTexts, segmentsOf } from "../report/repository-files.ts";

/** The pull request that a workflow runs for. */
export interface EventPull {
  number: number;
  baseSha: string;
  headSha: string;
  isOfFork: boolean;
}

const sha = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
const repository = z.object({ full_name: z.string() });
const event = z.object({
  pull_request: z.object({
    number: z.int().positive(),
    base: z.object({ sha, repo: repository }),
    head: z.object({ sha, repo: repository.nullable() }),
  }),
});

/** @throws InputError where the workflow runs for something else */
export async function eventPull(): Promise<EventPull> {
  const { GITHUB_EVENT_NAME: name = "", GITHUB_EVENT_PATH: path = "" } = process.env;
  if (name !== "pull_request") {
    throw new InputError({
      message: `this is a run for ${quoted(name)}, expected one for pull_request: only there the workspace has what the pull request would merge`,
      fix: "give the workflow `on: pull_request`",
    });
  }
  const parsed = event.safeParse(JSON.parse(await readFile(path, "utf8")));
  if (!parsed.success) {
    throw new InputError({ message: "the event's file tells of no pull request" }, { cause: parsed.error });
  }
  const { number, base, head } = parsed.data.pull_request;
  const isOfFork = head.repo?.full_name !== base.repo.full_name;
  return { number, baseSha: base.sha, headSha: head.sha, isOfFork };
}

/** A file that is called as a lock. */
export interface ChangedFile {
  path: string;
  /** What it was called; undefined where it is new. */
  former: string | undefined;
  isRemoved: boolean;
}

/** More of one pull request are not looked at. */
export const MOST_LOCKS = 20;

/** Files of a pull request that are called as locks. */
export async function changedFiles(
  github: GitHubClient,
  name: RepositoryName,
  pull: EventPull,
  patterns: readonly string[],
): Promise<ChangedFile[]> {
  const listed = await github.paginate(github.rest.pulls.listFiles, {
    ...{ ...name, pull_number: pull.number, per_page: 100 },
  });
  return listed
    .filter(({ filename }) => patterns.some((pattern) => matchesGlob(filename, pattern)))
    .map(({ filename, previous_filename: renamed, status }) => ({
      path: filename,
      former: status === "added" ? undefined : (renamed ?? filename),
      isRemoved: status === "removed",
    }))
    .sort((left, right) => (left.path < right.path ? -1 : 1));
}

/** Reads locks of the commit that a pull request is to be merged into. */
export class BaseLocks {
  readonly #github: GitHubClient;
  readonly #repository: RepositoryName;
  readonly #commit: string;

  constructor(github: GitHubClient, repository: RepositoryName, commit: string) {
    this.#github = github;
    this.#repository = repository;
    this.#commit = commit;
  }

  /**
   * @returns undefined where there is no such file
   * @throws InputError where it is broken
   */
  async read(path: string, python: string): Promise<ProjectLock | undefined> {
    const folder = folderOf(path);
    return await lockNamed(posix.basename(path), (file) => this.#text(posix.join(folder, file)), python);
  }

  async #text(path: string): Promise<string | undefined> {
    const folder = folderOf(path);
    const entries = await entriesOf(this.#github, this.#repository, this.#commit, folder);
    const found = entries.find((one) => one.path === posix.basename(path));
    const isRegular = found?.mode === "100644" || found?.mode === "100755";
    if (found === undefined || !isRegular) {
      return undefined;
    }
    const file = { oid: found.sha, sizeBytes: 0, isRegular };
    return (await readTexts(this.#github, this.#repository, [file])).get(found.sha);
  }
}

/**
 * Reads a lock of the workspace. Links are not followed, nor what leads out of its folder.
 *
 * @throws InputError where it is broken, or not there
 */
export async function workspaceLock(path: string, python: string): Promise<ProjectLock> {
  const folder = folderOf(path);
  const read = (file: string) => readTextFile(process.cwd(), posix.join(folder, file), LONGEST_LOCK_BYTES);
  const lock = await lockNamed(posix.basename(path), read, python);
  if (lock === undefined) {
    throw new InputError({
      place: { file: path },
      message: "the pull request changes this lock, and the workspace has it not",
      fix: "check the repository out in a step before: actions/checkout",
    });
  }
  return lock;
}

/** The folder of a file of a repository; empty for the top. */
export function folderOf(path: string): string {
  return segmentsOf(path).slice(0, -1).join("/");
}

/** The path of a project's file, in the repository. */
export function inRepository(folder: string, file: string): string {
  return folder === "" ? file : join(folder, file);
}
