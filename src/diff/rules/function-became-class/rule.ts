import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "function became a class",
  level: "compatible",
  reason: "It is called as before; what that gives is judged by its parameters and members.",
  on: "pair",
  *find({ old, new: now }) {
    if (old.kind === "function" && now.kind === "class") {
      yield {};
    }
  },
};
