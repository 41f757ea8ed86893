import { ASYNCHRONOUS, returnsOneOf } from "../../callables/returned.ts";
import { flagChange } from "../../callables/signatures.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "is not to be awaited any more",
  level: "breaking",
  reason: "Awaiting what it returns, or iterating over it asynchronously, raises TypeError.",
  tried: "await",
  on: "pair",
  *find(pair) {
    if (flagChange(pair, "async") === "lost" && !returnsOneOf(pair.releases.new, pair.new, ASYNCHRONOUS)) {
      yield {};
    }
  },
};
