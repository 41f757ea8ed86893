/** What went wrong, where GitHub shows it: beside the line of the file, in the run's list, and in the log. */

import { relative } from "node:path";
import { type AnnotationProperties, error, info, warning } from "@actions/core";
import { InputError, type InputPlace, type InputProblem } from "../errors/input-error.ts";
import { mendable } from "../errors/system-error.ts";
import { printableLine, printableLines } from "../exec/printable.ts";

/** GitHub shows ten of each kind for a step, and drops long ones whole. */
const MOST_ANNOTATIONS = 10;
const LONGEST_MESSAGE = 4000;

/** Tells of an error: its problems where it is meant for people, else all that finding the defect needs. */
export function annotateError(thrown: unknown): void {
  const told = mendable(thrown);
  if (told instanceof InputError) {
    annotateProblems(told.problems, "error");
    return;
  }
  const text = told instanceof Error ? (told.stack ?? told.message) : String(told);
  error(safeText(text), { title: "A defect of importgraph; please report it with these lines" });
}

/** Each problem as an annotation; what is more than GitHub would show goes to the log. */
export function annotateProblems(problems: readonly InputProblem[], kind: "error" | "warning"): void {
  const annotate = kind === "error" ? error : warning;
  for (const [at, problem] of problems.entries()) {
    const message = safeText(
      problem.fix === undefined ? problem.message : `${problem.message}\n→ ${problem.fix}`,
    );
    if (at < MOST_ANNOTATIONS) {
      annotate(message, placeProperties(problem.place));
    } else {
      info(printableLine(`${problem.place?.file ?? ""}: ${message.split("\n").join(" ")}`));
    }
  }
}

/** Of any origin, made safe to be told; the command that carries it escapes the ends of lines. */
function safeText(text: string): string {
  const safe = printableLines(text).join("\n");
  return safe.length <= LONGEST_MESSAGE ? safe : `${safe.slice(0, LONGEST_MESSAGE)}…`;
}

function placeProperties(place: InputPlace | undefined): AnnotationProperties {
  if (place === undefined) {
    return {};
  }
  const { file, line, column } = place;
  const inWorkspace = file.startsWith("/")
    ? relative(process.env.GITHUB_WORKSPACE ?? process.cwd(), file)
    : file;
  return {
    file: printableLine(inWorkspace),
    ...(line !== undefined && { startLine: line }),
    ...(column !== undefined && { startColumn: column }),
  };
}
