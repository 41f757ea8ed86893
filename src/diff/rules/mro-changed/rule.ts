import { areClasses, reordered } from "../../classes/classes.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "other order of method resolution",
  level: "risky",
  reason: "Where both classes have a name, it is the other one now, also in classes below.",
  on: "pair",
  *find(pair) {
    const turned = areClasses(pair) ? reordered(pair) : undefined;
    if (turned !== undefined) {
      yield { old: turned.join(", "), new: turned.toReversed().join(", ") };
    }
  },
};
