import { areClasses, isFlavour } from "../../classes/classes.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "not to be inherited from",
  level: "risky",
  reason: "Type checkers complain of classes below.",
  on: "pair",
  *find(pair) {
    if (areClasses(pair) && !isFlavour(pair.old, "final") && isFlavour(pair.new, "final")) {
      yield {};
    }
  },
};
