import { isValue } from "../../facts/kinds.ts";
import { isMade, sameValueType } from "../../facts/values.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "value changed",
  level: "risky",
  reason: "What relies on the value, or keeps it, goes by the old one.",
  on: "pair",
  *find(pair) {
    const { old, new: now } = pair;
    const areValues = isValue(old) && isValue(now) && sameValueType(pair);
    if (areValues && old.value !== undefined && now.value !== undefined && old.value !== now.value) {
      if (!isMade(pair)) {
        yield { old: old.value, new: now.value };
      }
    }
  },
};
