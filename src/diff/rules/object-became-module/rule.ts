import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "became a module",
  level: "breaking",
  reason: "Calling it raises TypeError; it has none of the members that it had.",
  on: "pair",
  *find({ old, new: now }) {
    if (old.kind !== "module" && now.kind === "module") {
      yield { old: old.kind };
    }
  },
};
