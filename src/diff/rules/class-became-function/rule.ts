import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "class became a function",
  level: "breaking",
  reason:
    "It can't be subclassed any more; `isinstance` and `except` with it raise TypeError, and it has no members.",
  on: "pair",
  *find({ old, new: now }) {
    if (old.kind === "class" && now.kind === "function") {
      yield {};
    }
  },
};
