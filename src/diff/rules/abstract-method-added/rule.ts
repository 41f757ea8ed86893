import { demandOf } from "../../facts/declared.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "new method that has to be overridden",
  level: "risky",
  reason: "Classes below that do not have it can not be instantiated.",
  on: "added",
  *find(one) {
    if (demandOf(one) === "override") {
      yield {};
    }
  },
};
