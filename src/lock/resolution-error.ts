import { InputError } from "../errors/input-error.ts";
import { printableLines } from "../exec/printable.ts";
import { keyAdvice } from "../pkginfo/advice.ts";

/** A release can't be locked as its pkginfo asks; what the resolver said is in `lines`. */
export class ResolutionError extends InputError {
  override name = "ResolutionError";
  /** What uv, or a back end under it, said of the reason; safe to print. */
  readonly lines: readonly string[];

  constructor(place: { file: string }, what: string, output: string) {
    const lines = usefulLines(output);
    const text = lines.join("\n");
    super({
      place,
      message: `${what} can't be resolved:\n${lines.map((line) => `    ${line}`).join("\n")}`,
      ...fixOf(text),
    });
    this.lines = lines;
  }
}

const MOST_LINES = 30;
const NOISE =
  /^(warning: |Using (CPython|Python) |Resolved |Prepared |Building |Built |Downloading |Downloaded |Installed )/;

/** uv's explanation, and what a back end printed before it, without progress and decoration. */
function usefulLines(output: string): string[] {
  const lines = printableLines(output)
    .map((line) => line.trimEnd())
    .filter((line) => line !== "" && !NOISE.test(line.trim()))
    .map((line) =>
      line
        .replace(/^error: (No solution found when resolving dependencies$)?/, "")
        .replace(/^(?: {2}cause: | {9})/, ""),
    )
    .filter((line) => line !== "");
  // The heading says what failed, the end of a back end's output why, and hints come last.
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, 5), "…", ...lines.slice(6 - MOST_LINES)];
}

const BUILD_FIX = "add what its build needs to `apt`, or limit its back end with `build-with`";

const FIXES: readonly (readonly [RegExp, string])[] = [
  [/does not have an extra named/, "correct `extras`"],
  [
    /invalid metadata|could not be parsed|non-PEP 625/,
    "take another release; uv does not accept what this one says of itself",
  ],
  [
    /was not found in the package registry/,
    "correct the name in `with` or `constraints`, or list the package in skipped.md",
  ],
  [
    /filtered by `exclude-newer`|before the exclude-newer date/,
    "give a later `as-of`; of `bump`, a shorter --cool-down",
  ],
  [
    /does not satisfy Python|requires-python|matching Python (ABI|version) tag|Python implementation tag/i,
    "set another `python`",
  ],
  [/matching platform tag/, "list it in skipped.md: it has no file for Linux"],
  [
    /error sending request|Failed to fetch|Connect|dns error|urlopen error|timed out/,
    "check this machine's network and its package index",
  ],
  [/Failed to (download and )?build|back ?end|can't be installed, or does not start/, BUILD_FIX],
  [/unsatisfiable/, "change `with` or `constraints`, or set `as-of`"],
];

function fixOf(text: string): { fix?: string } {
  const general = FIXES.find(([pattern]) => pattern.test(text))?.[1];
  const fix = general === BUILD_FIX ? (keyAdvice(text.split("\n"), "build") ?? general) : general;
  return fix === undefined ? {} : { fix };
}
