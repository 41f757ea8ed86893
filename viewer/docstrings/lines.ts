/** Lines of docstrings, and how far they are indented. */

/** Longer docstrings are cut: nobody reads them here. */
const MOST_CHARACTERS = 300_000;

/** The lines of a docstring without what they all are indented by, as Python's own `inspect.cleandoc` does. */
export function docLines(doc: string): string[] {
  const [first = "", ...rest] = doc
    .slice(0, MOST_CHARACTERS)
    .replaceAll("\t", "        ")
    .split(/\r\n?|\n/);
  const lines = [first.trimStart(), ...dedented(rest)].map((line) => line.trimEnd());
  const begin = lines.findIndex((line) => line !== "");
  return begin < 0 ? [] : lines.slice(begin, lines.findLastIndex((line) => line !== "") + 1);
}

/** Lines without what they all are indented by. */
export function dedented(lines: readonly string[]): string[] {
  let least = Number.POSITIVE_INFINITY;
  for (const line of lines) {
    least = line.trim() === "" ? least : Math.min(least, indentOf(line));
  }
  return lines.map((line) => line.slice(Number.isFinite(least) ? least : 0));
}

/** How many spaces a line begins with. */
export function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Where the lines end that are blank or indented by more than `indent`, from one on. */
export function endOfIndented(lines: readonly string[], start: number, indent = 0): number {
  let end = start;
  for (let index = start; index < lines.length; index++) {
    const line = lines[index] ?? "";
    if (line !== "" && indentOf(line) <= indent) {
      break;
    }
    end = line === "" ? end : index + 1;
  }
  return end;
}
