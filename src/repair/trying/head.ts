/** As Python's tracebacks end. */
const RAISED = /^\s*(?:[A-Za-z_]\w*\.)*\w*(?:Error|Exception|Exit): /;

/** The first line of a message; where that only announces what follows, with what was raised last, else with the next line. */
export function headOf(message: string): string {
  const [first = "", ...rest] = message.split("\n");
  const told = rest.findLast((line) => RAISED.test(line)) ?? rest[0] ?? "";
  return first.endsWith(":") ? `${first} ${told.trim()}` : first;
}
