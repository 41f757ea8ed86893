/** What checks, builds and explores packages, at the top of a repository that has it: a change of it is no package's. */

const FOLDERS = [".github", "actions", "baseimage", "scripts", "src"];
const FILES = [".npmrc", ".gitmodules"];

/** The same for git, as the workflow `package` gives it to `git diff`. */
export const PROGRAM_PATHSPECS: readonly string[] = [
  ...FOLDERS,
  ":(glob)package*.json",
  ".npmrc",
  ":(glob)**/.gitattributes",
  ".gitmodules",
];

/** Whether a path of a repository belongs to what checks, builds and explores packages. */
export function isProgramPath(path: string): boolean {
  const [top = "", ...below] = path.split("/");
  return below.length > 0
    ? [...FOLDERS, ".ci"].includes(top) || path.endsWith("/.gitattributes")
    : FILES.includes(path) || path === ".gitattributes" || /^package[^/]*\.json$/.test(path);
}
