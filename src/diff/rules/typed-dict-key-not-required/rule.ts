import { typedKeys } from "../../classes/typed-dicts.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "key that need not be there",
  level: "risky",
  reason: "Reading it may raise KeyError.",
  on: "pair",
  *find(pair) {
    const keys = typedKeys(pair);
    for (const [name, isNeeded] of keys?.before ?? []) {
      if (isNeeded && keys?.after.get(name) === false) {
        yield { part: name };
      }
    }
  },
};
