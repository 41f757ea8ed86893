import { isCallable, isSpecial, isValue, last } from "../../facts/kinds.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "became a value",
  level: "breaking",
  reason:
    "Calling, subclassing or catching it raises TypeError; where it is a function that became something else to be called, less.",
  on: "pair",
  *find({ releases, name, old, new: now }) {
    if (CALLED.includes(old.kind) && isValue(now) && !isSpecial(old)) {
      const mayBeCalled = old.kind !== "class" && isCallable(releases.new.shard, now) !== false;
      // What a class only says to use may be said otherwise.
      const isSaid = last(old) !== name.split(".").at(-1);
      yield { old: old.kind, ...((mayBeCalled || isSaid) && { level: "risky" as const }) };
    }
  },
};

const CALLED: readonly string[] = ["class", "function", "method", "classmethod", "staticmethod"];
