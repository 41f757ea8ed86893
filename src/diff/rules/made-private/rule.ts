import { isServed } from "../../facts/removed.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "made private",
  level: "breaking",
  reason:
    "Importing it by its old name raises ImportError, naming it AttributeError; the new one is nobody's business.",
  on: "gone",
  *find(gone) {
    const { elsewhere } = gone;
    if (elsewhere?.isPublic === false && !isServed(gone)) {
      yield { new: elsewhere.name };
    }
  },
};
