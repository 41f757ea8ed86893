import { dottedName, isValue } from "../../facts/kinds.ts";
import { sameValueType, valueTypeOf } from "../../facts/values.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "type of the value changed",
  level: "risky",
  reason: "What is done with the value may not be done with one of the other type.",
  on: "pair",
  *find(pair) {
    const { old, new: now } = pair;
    if (isValue(old) && isValue(now) && !sameValueType(pair) && old.valueType && now.valueType) {
      yield { old: dottedName(old.valueType), new: dottedName(now.valueType), ...valueTypeOf(pair) };
    }
  },
};
