/** Where bad input stands: a file with a line, or the name of what was given (an option, an answer of the index). */
export interface InputPlace {
  file: string;
  line?: number;
  column?: number;
}

export interface InputProblem {
  /** Where it stands. Left out for input that has no file, such as a command-line argument. */
  place?: InputPlace;
  /** What is wrong, naming what was found and what was expected; one sentence without a full stop. */
  message: string;
  /** How to mend it, as an imperative sentence without a full stop. */
  fix?: string;
}

/**
 * Input from outside that a person can mend. Everything the program shows without a stack trace is one of these; any
 * other error is a defect of ours.
 */
export class InputError extends Error {
  override name = "InputError";
  readonly problems: readonly InputProblem[];

  constructor(problems: InputProblem | readonly InputProblem[], options?: ErrorOptions) {
    const list: readonly InputProblem[] = Array.isArray(problems) ? problems : [problems as InputProblem];
    super(list.map(describeProblem).join("\n"), options);
    this.problems = list;
  }
}

function describeProblem(problem: InputProblem): string {
  const { place, message, fix } = problem;
  const where =
    place === undefined
      ? ""
      : `${[place.file, place.line, place.column].filter((part) => part !== undefined).join(":")}: `;
  return `${where}${message}${fix === undefined ? "" : `\n  → ${fix}`}`;
}
