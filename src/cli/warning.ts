import type { InputProblem } from "../errors/input-error.ts";
import { printableLine } from "../exec/printable.ts";
import type { Context } from "./context.ts";

/** Tells of what is no failure, but will be missed if nobody does something; nothing where there is nothing to tell. */
export function warn(context: Context, problem: InputProblem | undefined): void {
  if (problem !== undefined) {
    const where = problem.place === undefined ? "" : `${problem.place.file}: `;
    context.say(`${context.sayColors.yellow("!")} ${printableLine(where + problem.message)}`);
  }
  if (problem?.fix !== undefined) {
    context.say(`    → ${printableLine(problem.fix)}`);
  }
}
