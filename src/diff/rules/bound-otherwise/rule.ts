import { areKnownAlike } from "../../known.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "bound to something else",
  level: "breaking",
  reason:
    "Calls by the class that passed an object, or none, give its arguments to other parameters; those that override it have to do it alike.",
  on: "pair",
  *find(pair) {
    const isMethod = METHODS.includes(pair.old.kind) && METHODS.includes(pair.new.kind);
    if (areKnownAlike(pair) && isMethod && pair.old.kind !== pair.new.kind) {
      const isStillCallable = pair.new.kind !== "method";
      yield { old: pair.old.kind, new: pair.new.kind, ...(isStillCallable && { level: "risky" as const }) };
    }
  },
};

const METHODS: readonly string[] = ["method", "classmethod", "staticmethod"];
