import { isCallable, isValue } from "../../facts/kinds.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "became a value",
  level: "breaking",
  reason:
    "Calling, subclassing or catching it raises TypeError; where it is a function that became something else to be called, less.",
  on: "pair",
  *find({ releases, old, new: now }) {
    if ((old.kind === "class" || old.kind === "function") && isValue(now)) {
      const mayBeCalled = old.kind === "function" && isCallable(releases.new.shard, now) !== false;
      yield { old: old.kind, ...(mayBeCalled && { level: "risky" as const }) };
    }
  },
};
