import { join } from "node:path";
import { InputError } from "../errors/input-error.ts";
import { temporaryFolder } from "../exec/temporary-folder.ts";
import type { Git } from "./git.ts";

/**
 * Does something with the files of the commit where HEAD and another commit parted.
 *
 * @param use gets a folder that is there only meanwhile
 * @throws InputError where the other commit is not in the clone
 */
export async function withMergeBase<T>(
  git: Git,
  commit: string,
  use: (folder: string) => Promise<T>,
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
  const scratch = await temporaryFolder();
  const folder = join(scratch.path, "tree");
  try {
    await git.run("worktree", "add", "--quiet", "--detach", folder, base.trim());
    return await use(folder);
  } finally {
    await scratch.remove();
    await git.run("worktree", "prune");
  }
}
