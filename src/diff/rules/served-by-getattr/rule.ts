import { isServed } from "../../facts/removed.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "may be there by the module's `__getattr__` only",
  level: "deprecation",
  reason: "Such names mostly warn, and go with a later release.",
  tried: "name",
  isDoubted: true,
  on: "gone",
  *find(gone) {
    if (isServed(gone)) {
      const { elsewhere } = gone;
      yield elsewhere?.isPublic ? { new: elsewhere.name, advice: `use \`${elsewhere.name}\`` } : {};
    }
  },
};
