import { isRequired, matchParameters } from "../../callables/signatures.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "parameter has to be given",
  level: "breaking",
  reason: "Calls that leave it out raise TypeError.",
  hurts: "calls",
  on: "pair",
  *find(pair) {
    for (const { old, new: now } of matchParameters(pair).kept) {
      if (old.default !== undefined && isRequired(now)) {
        yield { part: old.name, old: old.default };
      }
    }
  },
};
