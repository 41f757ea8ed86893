import { isRequired, matchParameters } from "../../callables/signatures.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "parameter need not be given any more",
  level: "compatible",
  reason: "Calls as before do as before.",
  on: "pair",
  *find(pair) {
    for (const { old, new: now } of matchParameters(pair).kept) {
      if (isRequired(old) && now.default !== undefined) {
        yield { part: old.name, new: now.default };
      }
    }
  },
};
