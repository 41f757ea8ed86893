import { InputError } from "../../errors/input-error.ts";
import { type Git, GitError } from "../../git/git.ts";

/**
 * The commit that branches begin at: the one that is checked out. The job that names another one ran code of packages, so
 * that is only compared: it has to be this one, or an earlier one of its history.
 *
 * @param named by the job that proposes
 * @throws InputError where it is neither, or the history is not there
 */
export async function baseCommit(git: Git, named: string): Promise<string> {
  const head = (await git.run("rev-parse", "HEAD")).trim();
  if (named !== head) {
    await git.run("merge-base", "--is-ancestor", named, "HEAD").catch((error: unknown) => {
      if (!(error instanceof GitError)) {
        throw error;
      }
      throw new InputError(
        {
          message: `the versions were proposed from the commit ${named}, which is not in the history of ${head}, the one that is checked out`,
          fix: "give actions/checkout `fetch-depth: 0`, and check out the branch that the pull requests are for in both jobs",
        },
        { cause: error },
      );
    });
  }
  return head;
}
