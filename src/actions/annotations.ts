/** What went wrong, where GitHub shows it: beside the line of the file, in the run's list, and in the log. */

import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { type AnnotationProperties, error, info, warning } from "@actions/core";
import { InputError, type InputPlace, type InputProblem } from "../errors/input-error.ts";
import { mendable } from "../errors/system-error.ts";
import { printableLine, printableLines } from "../exec/printable.ts";

/** GitHub shows ten of each kind for a step, and drops long ones whole. */
const MOST_ANNOTATIONS = 10;
const LONGEST_MESSAGE = 4000;

/**
 * Tells of an error: its problems where it is meant for people, else all that finding the defect needs.
 *
 * @param root as for {@link annotateProblems}
 */
export function annotateError(thrown: unknown, root?: string): void {
  const told = mendable(thrown);
  if (told instanceof InputError) {
    annotateProblems(told.problems, "error", root);
    return;
  }
  const text = told instanceof Error ? (told.stack ?? told.message) : String(told);
  error(safeText(text), { title: "A defect of importgraph; please report it with these lines" });
}

/**
 * Each problem as an annotation; what is more than GitHub would show goes to the log. A file with many problems leaves
 * room for those of others.
 *
 * @param root the folder with pkginfo/ and dockerfiles/, where the files of the problems lie below it: it may be anywhere in
 *   its repository, and that anywhere in the workspace
 */
export function annotateProblems(
  problems: readonly InputProblem[],
  kind: "error" | "warning",
  root?: string,
): void {
  const annotate = kind === "error" ? error : warning;
  for (const [at, problem] of fairly(problems).entries()) {
    const message = safeText(
      problem.fix === undefined ? problem.message : `${problem.message}\n→ ${problem.fix}`,
    );
    if (at < MOST_ANNOTATIONS) {
      annotate(message, placeProperties(problem.place, root));
    } else {
      info(printableLine(`${problem.place?.file ?? ""}: ${message.split("\n").join(" ")}`));
    }
  }
}

/** The first problem of each file, then the second of each, and so on. */
function fairly(problems: readonly InputProblem[]): InputProblem[] {
  const groups = [...Map.groupBy(problems, ({ place }) => place?.file).values()];
  const longest = Math.max(0, ...groups.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => groups.flatMap((group) => group[at] ?? [])).flat();
}

/** Of any origin, made safe to be told; the command that carries it escapes the ends of lines. */
function safeText(text: string): string {
  const safe = printableLines(text).join("\n");
  return safe.length <= LONGEST_MESSAGE ? safe : `${safe.slice(0, LONGEST_MESSAGE)}…`;
}

function placeProperties(place: InputPlace | undefined, root: string | undefined): AnnotationProperties {
  if (place === undefined) {
    return {};
  }
  const { file, line, column } = place;
  return {
    file: printableLine(root === undefined ? pathInWorkspace(file) : pathInRepository(file, root)),
    ...(line !== undefined && { startLine: line }),
    ...(column !== undefined && { startColumn: column }),
  };
}

function pathInWorkspace(file: string): string {
  return isAbsolute(file) ? relative(process.env.GITHUB_WORKSPACE ?? process.cwd(), file) : file;
}

/** The path by which GitHub knows a file: within the repository that `root` lies in, wherever that was checked out. */
function pathInRepository(file: string, root: string): string {
  const here = resolve(file);
  const path = here.startsWith(join(root, "/")) ? here : resolve(root, file);
  let top = root;
  while (!existsSync(join(top, ".git")) && dirname(top) !== top) {
    top = dirname(top);
  }
  return existsSync(join(top, ".git")) ? relative(top, path) : pathInWorkspace(path);
}
