import type { InputPlace, InputProblem } from "../../../errors/input-error.ts";
import { printableLine } from "../../../exec/printable.ts";
import { annotationsOf, type Told } from "./told.ts";

/**
 * A check as commands that a GitHub runner reads from a step's output and shows beside the lines of a pull request.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function checkAnnotations(told: Told): string {
  const { failure } = told.check;
  return [
    ...annotationsOf(told).map(({ kind, problem }) => command(kind, problem)),
    ...(failure === undefined ? [] : [command("error", { message: failure })]),
  ].join("\n");
}

function command(kind: "error" | "warning", { place, message }: InputProblem): string {
  const properties = place === undefined ? "" : ` ${placeText(place)}`;
  return `::${kind}${properties}::${escapedText(message)}`;
}

function placeText({ file, line }: InputPlace): string {
  const escaped = escapedText(file).replaceAll(":", "%3A").replaceAll(",", "%2C");
  return `file=${escaped}${line === undefined ? "" : `,line=${line}`}`;
}

function escapedText(text: string): string {
  return printableLine(text).replaceAll("%", "%25");
}
