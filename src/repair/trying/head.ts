/** As Python's tracebacks end: by the usual names, or by that of a class in a module. */
const RAISED = /^\s*(?:(?:[A-Za-z_]\w*\.)*\w*(?:Error|Exception|Exit)|(?:[a-z_]\w*\.)+[A-Z]\w*):(?: |$)/;
/** As programs say why they end; what uv and our own scripts say only says whose failure it is. */
const SAID = /^\s*error: (?!what |Failed to )/i;
/** As our own messages tell how to mend it. */
const ADVICE = /^\s*→ /;

/** As uv heads what a back end printed. */
const PRINTED = /^\s*\[(?:stderr|stdout)\]$/;
const HINT = /^\s*hint: /;

/**
 * The first line of a message; where that only announces what follows, with what was raised last, else with what a program said
 * of its end, else with what a back end printed last, else with the next line.
 */
export function headOf(message: string): string {
  const [first = "", ...all] = message.split("\n");
  if (!first.endsWith(":")) {
    return first;
  }
  const rest = all.filter((line) => line.trim() !== "" && !ADVICE.test(line));
  const printed = rest.some((line) => PRINTED.test(line));
  const told =
    raisedIn(rest) ??
    rest.findLast((line) => SAID.test(line)) ??
    (printed ? rest.findLast((line) => !(HINT.test(line) || PRINTED.test(line))) : rest[0]) ??
    "";
  return `${first} ${told.trim()}`;
}

/** What was raised last; where its text begins on the next line, with that. */
function raisedIn(lines: readonly string[]): string | undefined {
  const at = lines.findLastIndex((line) => RAISED.test(line));
  const line = lines[at]?.trim();
  return line?.endsWith(":") ? `${line} ${lines[at + 1]?.trim() ?? ""}`.trim() : line;
}
