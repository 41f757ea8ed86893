import { demandOf } from "../../facts/declared.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "new member of a protocol",
  level: "risky",
  reason: "Classes that do not have it do not fit the protocol any more.",
  on: "added",
  *find(one) {
    if (demandOf(one) === "member") {
      yield {};
    }
  },
};
