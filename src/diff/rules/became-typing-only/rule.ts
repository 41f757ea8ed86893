import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "there for type checkers only",
  level: "breaking",
  reason: "Importing it at run time raises ImportError.",
  on: "pair",
  *find({ old, new: now }) {
    if (now.typingOnly === true && old.typingOnly !== true) {
      yield { advice: "import it below `if TYPE_CHECKING`" };
    }
  },
};
