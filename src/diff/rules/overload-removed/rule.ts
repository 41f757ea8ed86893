import { signatureText } from "../../../ask/signature.ts";
import { changedOverloads } from "../../callables/overloads.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "way of calling it removed",
  level: "risky",
  reason: "Type checkers complain of calls that are made so.",
  on: "pair",
  *find(pair) {
    for (const old of changedOverloads(pair).removed) {
      yield { old: signatureText(old) };
    }
  },
};
