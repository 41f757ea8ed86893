import { areClasses, gainedAncestors, isFlavour } from "../../classes/classes.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "instance of a further class",
  level: "compatible",
  reason: "What it was an instance of it still is.",
  on: "pair",
  *find(pair) {
    if (areClasses(pair) && !(isFlavour(pair.old, "enum") && isFlavour(pair.new, "enum"))) {
      for (const { name } of gainedAncestors(pair)) {
        yield { part: name };
      }
    }
  },
};
