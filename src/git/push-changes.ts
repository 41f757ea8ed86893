import { setTimeout as sleep } from "node:timers/promises";
import { InputError } from "../errors/input-error.ts";
import { quoted } from "../errors/quoted.ts";
import { type Git, GitError } from "./git.ts";
import { withCheckout } from "./worktree.ts";

export interface PushOptions {
  /** The branch to push to, without `refs/heads/`; never the repository's default branch. */
  branch: string;
  /** Folders, relative to the working tree, whose changes are committed. */
  folders: readonly string[];
  /** The subject of the commit. */
  subject: string;
  /** More of its message: lines of text. */
  body: string;
  /**
   * Gets the folder that the commit gives when it is checked out, and throws where that is not what was meant: by that,
   * and not by what a message says, it is known that the next run has nothing to change again.
   */
  check: (folder: string) => Promise<void>;
}

const AUTHOR_NAME = "github-actions[bot]";
// The address by which GitHub knows that account.
const AUTHOR_ADDRESS = "41898282+github-actions[bot]@users.noreply.github.com";
/** For people and their tools; nothing is concluded from it. */
const TRAILER = "Generated-by: importgraph";
const PUSH_ATTEMPTS = 4;

/**
 * The changes of some folders as a patch that `git apply` takes; empty where nothing changed. They are staged.
 *
 * @throws InputError where git refuses them
 */
export async function patchOf(git: Git, folders: readonly string[]): Promise<string> {
  try {
    // What a .gitignore leaves out would never come to the branch, and be generated again for ever.
    await git.run("add", "--all", "--force", "--", ...folders);
  } catch (error) {
    if (error instanceof GitError && error.output.includes("did not match any files")) {
      return "";
    }
    throw error instanceof GitError
      ? new InputError(
          {
            message: `git does not take what was generated: ${error.message}`,
            fix: "see what .gitattributes says of it: generated files have to come out of git as they went in",
          },
          { cause: error },
        )
      : error;
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
 * was moved, deleted or pushed to meanwhile is left as it is. One that ends in this very commit already, since an earlier
 * attempt pushed it, is as good as pushed.
 *
 * @returns the digest of the new commit
 * @throws InputError where the branch is the default one, or no longer what was checked out, or as `check`
 */
export async function pushChanges(git: Git, options: PushOptions): Promise<string> {
  const { branch, folders, subject, body, check } = options;
  await checkBranch(git, branch);
  const before = (await git.run("rev-parse", "HEAD")).trim();
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
    "--cleanup=whitespace",
    ...[subject, body, TRAILER].flatMap((text) => (text === "" ? [] : ["--message", text])),
    "--",
    ...folders,
  );
  const after = (await git.run("rev-parse", "HEAD")).trim();
  await withCheckout(git, after, check);
  return await push(git, { branch, before, after });
}

/** The rights of whoever pushes may reach further than the branch of one pull request. */
async function checkBranch(git: Git, branch: string): Promise<void> {
  try {
    await git.run("check-ref-format", "--branch", branch);
  } catch (error) {
    throw new InputError({ message: `${quoted(branch)} can't be the name of a branch` }, { cause: error });
  }
  const listed = await persistently(() => git.run("ls-remote", "--symref", "origin", "HEAD"), branch);
  const [, standard] = /^ref: refs\/heads\/(.+)\tHEAD$/m.exec(listed) ?? [];
  if (standard === branch) {
    throw new InputError({
      message: `${quoted(branch)} is the default branch of the repository, so nothing was pushed to it`,
      fix: "run `./scripts/importgraph generate` on a branch of its own, commit what it writes, and open a pull request",
    });
  }
}

interface Push {
  branch: string;
  before: string;
  after: string;
}

async function push(git: Git, { branch, before, after }: Push): Promise<string> {
  const lease = `--force-with-lease=refs/heads/${branch}:${before}`;
  try {
    await persistently(
      () => git.run("push", "--quiet", "--porcelain", lease, "origin", `${after}:refs/heads/${branch}`),
      branch,
    );
    return after;
  } catch (error) {
    const there = await pushedBefore(git, { branch, before, after });
    if (there !== undefined) {
      return there;
    }
    throw error;
  }
}

/** The branch's newest commit, if it holds the same on top of the same. */
async function pushedBefore(git: Git, { branch, before, after }: Push): Promise<string | undefined> {
  try {
    await git.run("fetch", "--quiet", "origin", `refs/heads/${branch}`);
    const told = await git.run("rev-parse", "FETCH_HEAD", "FETCH_HEAD^{tree}", "FETCH_HEAD^@");
    const [tip, tree, ...parents] = told.trim().split("\n");
    const own = (await git.run("rev-parse", `${after}^{tree}`)).trim();
    return tree === own && parents.length === 1 && parents[0] === before ? tip : undefined;
  } catch (error) {
    if (error instanceof GitError) {
      return undefined;
    }
    throw error;
  }
}

/** A server that is out of reach for a moment is asked again; a refusal is final. */
async function persistently(command: () => Promise<string>, branch: string): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await command();
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
