import { ITERATORS, returnsOneOf } from "../../callables/returned.ts";
import { flagChange } from "../../callables/signatures.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "no generator any more",
  level: "risky",
  reason:
    "What it returns has no `send`, `throw` and `close`, and perhaps can not be iterated over; it runs as soon as it is called.",
  on: "pair",
  *find(pair) {
    const isAsync = flagChange(pair, "async") !== undefined;
    if (
      !isAsync &&
      flagChange(pair, "generator") === "lost" &&
      !returnsOneOf(pair.releases.new, pair.new, ITERATORS)
    ) {
      yield {};
    }
  },
};
