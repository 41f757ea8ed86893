import { signatureText } from "../../../ask/signature.ts";
import { changedOverloads } from "../../callables/overloads.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "way of calling it changed",
  level: "risky",
  reason: "Type checkers may complain of calls that are made so, or of what is done with what they return.",
  on: "pair",
  *find(pair) {
    for (const { old, new: now } of changedOverloads(pair).changed) {
      yield { old: signatureText(old), new: signatureText(now) };
    }
  },
};
