import { join } from "node:path";
import { InputError } from "../errors/input-error.ts";
import { temporaryFolder } from "../exec/temporary-folder.ts";
import type { Git } from "./git.ts";

/**
 * Does something with the files of the commit where HEAD and another commit parted.
 *
 * @param use gets a folder that is there only meanwhile: in that tree, the one that is `git.folder` in this one; and the
 *   top of the tree
 * @throws InputError where the other commit is not in the clone
 */
export async function withMergeBase<T>(
  git: Git,
  commit: string,
  use: (folder: string, top: string) => Promise<T>,
): Promise<T> {
  const base = await git.run("merge-base", "HEAD", commit).catch((error: unknown) => {
    throw new InputError(
      {
        message: `the clone does not have the commit ${commit}, or nothing that it has in common with what is checked out`,
        fix: "give actions/checkout `fetch-depth: 0`",
      },
      { cause: error },
    );
  });
  return await withCheckout(git, base.trim(), use);
}

/**
 * Does something with the files of a commit as git gives them.
 *
 * @param use as in {@link withMergeBase}
 */
export async function withCheckout<T>(
  git: Git,
  commit: string,
  use: (folder: string, top: string) => Promise<T>,
): Promise<T> {
  // Empty at the top, else the path with a slash at its end.
  const within = (await git.run("rev-parse", "--show-prefix")).replace(/\n$/, "");
  const scratch = await temporaryFolder();
  const top = join(scratch.path, "tree");
  try {
    await git.run("worktree", "add", "--quiet", "--detach", top, commit);
    return await use(join(top, within), top);
  } finally {
    await scratch.remove();
    await git.run("worktree", "prune");
  }
}
