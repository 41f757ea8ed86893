import { isDeclared } from "../../facts/declared.ts";
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
    const areValues = isValue(old) && isValue(now) && !isDeclared(pair.releases, pair.name);
    const isAnnotated = old.type !== undefined && now.type !== undefined && old.type !== now.type;
    if (areValues && !isAnnotated && !sameValueType(pair) && old.valueType && now.valueType) {
      yield { old: dottedName(old.valueType), new: dottedName(now.valueType), ...valueTypeOf(pair) };
    }
  },
};
