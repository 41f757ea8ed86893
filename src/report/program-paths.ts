/** What checks, builds and explores packages, at the top of a repository that has it: a change of it is no package's. */

const FOLDERS = [".github", "actions", "baseimage", "scripts", "src"];
const FILES = [".npmrc"];

/** The same for git, as the workflow `package` gives it to `git diff`. */
export const PROGRAM_PATHSPECS: readonly string[] = [
  ...FOLDERS,
  ":(glob)package*.json",
  ".npmrc",
  ":(glob)**/.gitattributes",
  ".gitmodules",
];

/**
 * Whether a path of a repository belongs to what checks, builds and explores packages.
 *
 * @param root the folder of the packages: where that is not the top, the program is another repository's, and only what
 *   starts workflows and what git does with files counts
 */
export function isProgramPath(path: string, root: string): boolean {
  const [top = "", ...below] = path.split("/");
  if (path === ".gitattributes" || path.endsWith("/.gitattributes") || path === ".gitmodules") {
    return true;
  }
  return root !== "" || below.length > 0
    ? below.length > 0 && (root === "" ? [...FOLDERS, ".ci"] : [".github"]).includes(top)
    : FILES.includes(path) || /^package[^/]*\.json$/.test(path);
}
