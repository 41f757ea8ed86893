import { removed } from "../../removed.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "method removed",
  level: "breaking",
  reason: "Calling it raises AttributeError.",
  on: "gone",
  *find(gone) {
    const { holder, names } = gone.object;
    for (const finding of holder ? removed(gone, "method", "classmethod", "staticmethod", "function") : []) {
      // All objects can be compared by what they are.
      yield names[0].endsWith(".__eq__") ? { ...finding, level: "risky" } : finding;
    }
  },
};
