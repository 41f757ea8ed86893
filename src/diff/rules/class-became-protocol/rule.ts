import { areClasses, isFlavour } from "../../classes/classes.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "is a protocol now",
  level: "breaking",
  reason: "Calling it raises TypeError, and `isinstance` with it too, unless it can be checked at run time.",
  on: "pair",
  *find(pair) {
    const isNew = !isFlavour(pair.old, "protocol") && isFlavour(pair.new, "protocol");
    if (areClasses(pair) && isNew) {
      // What was abstract could not be called before.
      yield { ...(isFlavour(pair.old, "abstract") && { level: "risky" as const }) };
    }
  },
};
