import type { InputPlace, InputProblem } from "../../errors/input-error.ts";
import { printableLine } from "../../exec/printable.ts";

/**
 * A command that a GitHub runner reads from a step's output and shows beside a line.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function annotationCommand(
  kind: "error" | "warning" | "notice",
  { place, message }: InputProblem,
): string {
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
