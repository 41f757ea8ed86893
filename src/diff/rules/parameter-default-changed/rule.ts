import { keptParameters } from "../../callables/signatures.ts";
import type { Rule } from "../../rule.ts";
import { isSameValue } from "../../types/values.ts";

export const rule: Rule = {
  title: "other default",
  level: "risky",
  reason: "Calls that leave it out do something else.",
  on: "pair",
  *find(pair) {
    for (const { old, new: now } of keptParameters(pair)) {
      if (old.default !== undefined && now.default !== undefined && !isSameValue(old.default, now.default)) {
        yield { part: old.name, old: old.default, new: now.default };
      }
    }
  },
};
