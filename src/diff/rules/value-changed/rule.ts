import { isDeclared } from "../../facts/declared.ts";
import { isValue } from "../../facts/kinds.ts";
import { isMade, sameValueType } from "../../facts/values.ts";
import type { Rule } from "../../rule.ts";
import { isSameValue } from "../../types/values.ts";

export const rule: Rule = {
  title: "value changed",
  level: "risky",
  reason: "What relies on the value, or keeps it, goes by the old one.",
  on: "pair",
  *find(pair) {
    const { old, new: now } = pair;
    const areValues =
      isValue(old) && isValue(now) && sameValueType(pair) && !isDeclared(pair.releases, pair.name);
    if (areValues && old.value !== undefined && now.value !== undefined) {
      if (!isSameValue(old.value, now.value) && !isMade(pair)) {
        yield { old: old.value, new: now.value };
      }
    }
  },
};
