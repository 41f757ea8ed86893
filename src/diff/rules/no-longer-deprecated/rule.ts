import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "no longer deprecated",
  level: "compatible",
  reason: "It stays.",
  on: "pair",
  *find({ old, new: now }) {
    if (old.deprecated !== undefined && now.deprecated === undefined) {
      yield {};
    }
  },
};
