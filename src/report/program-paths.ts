/** What checks, builds and explores packages, at the top of a repository that has it: a change of it is no package's. */

const FOLDERS = ["actions", "baseimage", "scripts", "src"];
const FILES = [".npmrc"];

/** The same for git, as the workflow `explore` gives it to `git diff`. */
export const PROGRAM_PATHSPECS = {
  /** In every repository: what starts workflows, such as that of a commit of this program, and what git does with files. */
  everywhere: [".github", ":(glob)**/.gitattributes", ".gitmodules"],
  /** In the one that holds the program too. */
  program: [...FOLDERS, ":(glob)package*.json", ...FILES],
} as const satisfies Record<string, readonly string[]>;

/**
 * Whether a path of a repository belongs to what checks, builds and explores packages.
 *
 * @param holdsProgram whether the repository holds the program that does so, rather than workflows that call another one's
 */
export function isProgramPath(path: string, holdsProgram: boolean): boolean {
  const [top = "", ...below] = path.split("/");
  if (path === ".gitattributes" || path.endsWith("/.gitattributes") || path === ".gitmodules") {
    return true;
  }
  return below.length > 0
    ? top === ".github" || (holdsProgram && [...FOLDERS, ".ci"].includes(top))
    : holdsProgram && (FILES.includes(path) || /^package[^/]*\.json$/.test(path));
}
