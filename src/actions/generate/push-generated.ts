/** From what was generated to a commit on the pull request's branch. */

import { relative } from "node:path";
import type { Change } from "../../dockerfile/generate.ts";
import { DOCKERFILES_FOLDER, generateAll, type PackageResult } from "../../dockerfile/generate-all.ts";
import { toolsThatResolveNothing } from "../../dockerfile/hand-over.ts";
import { InputError } from "../../errors/input-error.ts";
import { printableLine } from "../../exec/printable.ts";
import type { Git } from "../../git/git.ts";
import { pushChanges } from "../../git/push-changes.ts";
import { readAllPkginfo } from "../../pkginfo/read-folder.ts";

export interface GeneratedPush {
  branch: string;
  results: readonly PackageResult[];
  changes: readonly Change[];
  signal: AbortSignal;
}

/** More files are listed by git itself. */
const MOST_LINES = 50;

/**
 * Commits `dockerfiles/` and pushes it, if the commit is what it should be: checked out again, nothing is to be generated
 * of what was generated here. So no run of it can want another commit on top, whoever it is by.
 *
 * @returns the commit
 * @throws InputError as `pushChanges`, or where git gives something else back than was written
 */
export async function pushGenerated(git: Git, generated: GeneratedPush): Promise<string> {
  const { branch, results, changes, signal } = generated;
  const done = new Set(results.flatMap((result) => ("generated" in result ? [result.stem] : [])));
  return await pushChanges(git, {
    branch,
    folders: [DOCKERFILES_FOLDER],
    subject: "Generate dockerfiles/ from pkginfo/",
    body: bodyOf(git.folder, changes),
    check: (folder) => checkUpToDate(folder, done, signal),
  });
}

function bodyOf(root: string, changes: readonly Change[]): string {
  const lines = changes.map(({ path, reason }) => `${printableLine(relative(root, path))}: ${reason}`);
  const more = lines.length - MOST_LINES;
  return [...lines.slice(0, MOST_LINES), ...(more > 0 ? [`and ${more} more`] : [])].join("\n");
}

async function checkUpToDate(root: string, done: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
  const { results } = await generateAll(root, await readAllPkginfo(root), {
    check: true,
    tools: toolsThatResolveNothing(signal),
    openLog: () => {
      throw new Error("checking opened a log");
    },
    say: () => undefined,
  });
  const problems = results
    .filter(({ stem }) => done.has(stem))
    .flatMap((result) => ("generated" in result ? result.generated.changes : []))
    .map(({ path, reason }) => ({
      place: { file: relative(root, path) },
      message: `once it is committed, git gives something else back than was generated (${reason}), so nothing was pushed`,
      fix: "see what .gitattributes says of it: generated files have to come out of git as they went in",
    }));
  if (problems.length > 0) {
    throw new InputError(problems);
  }
}
