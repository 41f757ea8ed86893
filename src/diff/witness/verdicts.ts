import type { Change } from "../diff.ts";

/** What trying a claim came to. */
export interface Answer {
  /** Whether what is said to be broken is; null where it could not be tried. */
  holds: boolean | null;
  /** What Python says to whoever does it. */
  said: string;
}

/** What Python itself says of a name that is not there: no news to anybody. */
const USUAL = [
  /^AttributeError: .*has no attribute '[^']*'$/,
  /^AttributeError: .*has no attribute '[^']*'\. Did you mean: '[^']*'\?$/,
  /^ModuleNotFoundError: No module named '[^']*'$/,
  /^TypeError: (?:missing a required|got an unexpected keyword|too many positional|multiple values).*$/,
];

const GONE = "removed: the function `__getattr__` around it does not give it";

/**
 * A change as it is after somebody has tried it: one that was contradicted is not called breaking, what was only
 * doubted to be there and is not is, what is there without a word breaks nobody, and what the release says itself is the advice.
 */
export function judged(change: Change, { holds, said }: Answer): Change {
  if (holds === null) {
    return change;
  }
  const [first = ""] = said.split("\n");
  const isNews = said !== "" && !USUAL.some((pattern) => pattern.test(said));
  const advice = isNews ? { advice: first.replace(/^\w+(?:Error|Warning): /, "") } : {};
  if (change.level === "deprecation") {
    return holds
      ? { ...change, ...advice, title: GONE, level: "breaking", witness: "confirms" }
      : { ...change, ...advice, level: isNews ? "deprecation" : "compatible" };
  }
  return holds
    ? { ...change, ...advice, witness: "confirms" }
    : { ...change, ...advice, level: isNews ? "deprecation" : "risky", witness: "contradicts" };
}
