import { removed } from "../../facts/removed.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "method removed",
  level: "breaking",
  reason: "Calling it raises AttributeError.",
  on: "gone",
  *find(gone) {
    const { holder, names } = gone.object;
    // What operators do is told as that.
    if (holder !== undefined && !/\.__\w+__$/.test(names[0])) {
      yield* removed(gone, "method", "classmethod", "staticmethod", "function");
    }
  },
};
