import { setTimeout as sleep } from "node:timers/promises";
import { InputError } from "../errors/input-error.ts";
import { quoted } from "../errors/quoted.ts";
import { type Git, GitError } from "./git.ts";

export interface PushOptions {
  /** The branch to push to, without `refs/heads/`. */
  branch: string;
  /** Folders, relative to the working tree, whose changes are committed. */
  folders: readonly string[];
  /** The subject of the commit. */
  subject: string;
}

const AUTHOR_NAME = "github-actions[bot]";
// The address by which GitHub knows that account.
const AUTHOR_ADDRESS = "41898282+github-actions[bot]@users.noreply.github.com";
/** Marks a commit as made here, so that one is never made on top of another. */
const TRAILER = "Generated-by: importgraph";
const PUSH_ATTEMPTS = 4;

/** The changes of some folders as a patch that `git apply` takes; empty where nothing changed. They are staged. */
export async function patchOf(git: Git, folders: readonly string[]): Promise<string> {
  try {
    await git.run("add", "--all", "--", ...folders);
  } catch (error) {
    if (error instanceof GitError && error.output.includes("did not match any files")) {
      return "";
    }
    throw error;
  }
  return await git.run(
    "diff",
    "--cached",
    "--binary",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "HEAD",
    "--",
    ...folders,
  );
}

/**
 * Commits the changes of some folders and pushes them, exactly on top of the commit that is checked out: a branch that
 * was moved, deleted or pushed to meanwhile is left as it is.
 *
 * @returns the digest of the new commit
 * @throws InputError where the branch is no longer what was checked out, or this would be a second such commit in a row
 */
export async function pushChanges(git: Git, { branch, folders, subject }: PushOptions): Promise<string> {
  await checkBranchName(git, branch);
  const before = (await git.run("rev-parse", "HEAD")).trim();
  if ((await git.run("log", "-1", "--format=%B")).includes(TRAILER)) {
    throw new InputError({
      message: `the last commit, ${before}, was generated already, and generating gives something else again`,
      fix: "this is a defect of importgraph, please report it; until then run `./scripts/importgraph generate` and commit what it writes",
    });
  }
  const identity = [
    "-c",
    `user.name=${AUTHOR_NAME}`,
    "-c",
    `user.email=${AUTHOR_ADDRESS}`,
    "-c",
    "commit.gpgSign=false",
  ];
  await git.run(
    ...identity,
    "commit",
    "--quiet",
    "--message",
    subject,
    "--message",
    TRAILER,
    "--",
    ...folders,
  );
  const after = (await git.run("rev-parse", "HEAD")).trim();
  const lease = `--force-with-lease=refs/heads/${branch}:${before}`;
  await withRetries(
    () => git.run("push", "--quiet", "--porcelain", lease, "origin", `${after}:refs/heads/${branch}`),
    branch,
  );
  return after;
}

async function checkBranchName(git: Git, branch: string): Promise<void> {
  try {
    await git.run("check-ref-format", "--branch", branch);
  } catch (error) {
    throw new InputError({ message: `${quoted(branch)} can't be the name of a branch` }, { cause: error });
  }
}

/** A server that is out of reach for a moment is asked again; a refusal is final. */
async function withRetries(push: () => Promise<string>, branch: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await push();
      return;
    } catch (error) {
      if (!(error instanceof GitError)) {
        throw error;
      }
      if (/\[rejected\]|\[remote rejected\]|stale info/.test(error.output)) {
        throw new InputError(
          {
            message: `the branch ${quoted(branch)} was changed or deleted while this ran, so nothing was pushed: ${error.message}`,
            fix: "the run of its newer commit takes over; where the branch is protected, let this workflow push to it",
          },
          { cause: error },
        );
      }
      if (attempt === PUSH_ATTEMPTS) {
        throw new InputError(
          {
            message: `could not push to the branch ${quoted(branch)}: ${error.message}`,
            fix: "run this job again",
          },
          { cause: error },
        );
      }
      await sleep(1000 * 2 ** attempt);
    }
  }
}
