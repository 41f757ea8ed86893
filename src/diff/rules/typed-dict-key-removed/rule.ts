import { typedKeys } from "../../classes/typed-dicts.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "key removed",
  level: "risky",
  reason:
    "Type checkers complain of dictionaries that have it, and of reading it; at run time it may not be there.",
  on: "pair",
  *find(pair) {
    const keys = typedKeys(pair);
    for (const name of keys?.before.keys() ?? []) {
      if (keys?.after.has(name) === false) {
        yield { part: name };
      }
    }
  },
};
