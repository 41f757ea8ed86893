import { areClasses, isFlavour } from "../../classes/classes.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "no protocol any more",
  level: "risky",
  reason: "Classes that only have its members do not fit it: they have to inherit from it.",
  on: "pair",
  *find(pair) {
    if (areClasses(pair) && isFlavour(pair.old, "protocol") && !isFlavour(pair.new, "protocol")) {
      yield {};
    }
  },
};
