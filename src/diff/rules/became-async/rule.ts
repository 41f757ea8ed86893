import { ASYNCHRONOUS, returnsOneOf } from "../../callables/returned.ts";
import { flagChange } from "../../callables/signatures.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "has to be awaited",
  level: "breaking",
  reason:
    "Calls give a coroutine or an asynchronous generator, which does nothing until it is awaited or iterated.",
  on: "pair",
  *find(pair) {
    if (flagChange(pair, "async") === "gained" && !returnsOneOf(pair.releases.old, pair.old, ASYNCHRONOUS)) {
      yield {};
    }
  },
};
