import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "class became a type alias",
  level: "breaking",
  reason: "It can't be called or subclassed any more; `isinstance` with it may raise TypeError.",
  on: "pair",
  *find({ old, new: now }) {
    if (old.kind === "class" && now.kind === "typeAlias") {
      yield { ...(now.value !== undefined && { new: now.value }) };
    }
  },
};
