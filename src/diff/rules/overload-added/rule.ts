import { signatureText } from "../../../ask/signature.ts";
import { changedOverloads } from "../../callables/overloads.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "new way of calling it",
  level: "compatible",
  reason: "Calls as before are what they were.",
  on: "pair",
  *find(pair) {
    for (const now of changedOverloads(pair).added) {
      yield { new: signatureText(now) };
    }
  },
};
