import { typedKeys } from "../../classes/typed-dicts.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "key that has to be there",
  level: "risky",
  reason: "Type checkers complain of dictionaries without it, and what takes them may fail.",
  on: "pair",
  *find(pair) {
    const keys = typedKeys(pair);
    for (const [name, isNeeded] of keys?.after ?? []) {
      if (isNeeded && keys?.before.get(name) !== true) {
        yield { part: name, old: keys?.before.has(name) ? "not required" : "no such key" };
      }
    }
  },
};
