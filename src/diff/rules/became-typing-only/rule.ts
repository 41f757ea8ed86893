import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "there for type checkers only",
  level: "breaking",
  reason: "At run time importing it raises ImportError, naming it AttributeError.",
  tried: "name",
  on: "pair",
  *find({ old, new: now, isBound }) {
    if (now.typingOnly === true && old.typingOnly !== true) {
      yield isBound ? {} : { advice: "import it below `if TYPE_CHECKING`" };
    }
  },
};
