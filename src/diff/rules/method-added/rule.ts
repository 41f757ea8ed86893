import { added } from "../../facts/added.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "method added",
  level: "compatible",
  reason: "Nobody is hurt but a subclass that has something else under this name.",
  on: "added",
  *find(one) {
    // That instances can be called is told as that.
    if (!one.name.endsWith(".__call__")) {
      yield* added(one, "class", "method", "classmethod", "staticmethod", "function");
    }
  },
};
