import { ITERATORS, returnsOneOf } from "../../callables/returned.ts";
import { flagChange } from "../../callables/signatures.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "runs only when it is iterated over",
  level: "risky",
  reason: "Calls do nothing until what they return is iterated over, once.",
  on: "pair",
  *find(pair) {
    const isAsync = flagChange(pair, "async") !== undefined;
    if (
      !isAsync &&
      flagChange(pair, "generator") === "gained" &&
      !returnsOneOf(pair.releases.old, pair.old, ITERATORS)
    ) {
      yield {};
    }
  },
};
