import { isServed } from "../../facts/removed.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "moved, the old name gone",
  level: "breaking",
  reason: "Importing it by its old name raises ImportError.",
  on: "gone",
  *find(gone) {
    const { elsewhere } = gone;
    if (elsewhere?.isPublic && !isServed(gone)) {
      yield { new: elsewhere.name, advice: `use \`${elsewhere.name}\`` };
    }
  },
};
