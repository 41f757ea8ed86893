import { annotationCommand } from "../annotation-command.ts";
import { annotationsOf, type Told } from "./told.ts";

/**
 * A check as commands that a GitHub runner reads from a step's output and shows beside the lines of a pull request.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function checkAnnotations(told: Told): string {
  const { failure } = told.check;
  return [
    ...annotationsOf(told).map(({ kind, problem }) => annotationCommand(kind, problem)),
    ...(failure === undefined ? [] : [annotationCommand("error", { message: failure })]),
  ].join("\n");
}
