/** As Python's tracebacks end. */
const RAISED = /^\s*(?:[A-Za-z_]\w*\.)*\w*(?:Error|Exception|Exit): /;

/** As uv heads what a back end printed. */
const PRINTED = /^\s*\[(?:stderr|stdout)\]$/;
const HINT = /^\s*hint: /;

/**
 * The first line of a message; where that only announces what follows, with what was raised last, else with what a back end
 * printed last, else with the next line.
 */
export function headOf(message: string): string {
  const [first = "", ...rest] = message.split("\n");
  const printed = rest.some((line) => PRINTED.test(line));
  const told =
    rest.findLast((line) => RAISED.test(line)) ??
    (printed ? rest.findLast((line) => !(HINT.test(line) || PRINTED.test(line))) : rest[0]) ??
    "";
  return first.endsWith(":") ? `${first} ${told.trim()}` : first;
}
