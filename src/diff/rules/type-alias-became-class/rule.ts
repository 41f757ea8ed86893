import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "type alias became a class",
  level: "risky",
  reason: "What is annotated with it has to be an instance of the class.",
  on: "pair",
  *find({ old, new: now }) {
    if (old.kind === "typeAlias" && now.kind === "class") {
      yield { ...(old.value !== undefined && { old: old.value }) };
    }
  },
};
