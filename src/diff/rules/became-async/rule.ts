import { ASYNCHRONOUS, returnsOneOf } from "../../returned.ts";
import type { Rule } from "../../rule.ts";
import { flagChange } from "../../signatures.ts";

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
