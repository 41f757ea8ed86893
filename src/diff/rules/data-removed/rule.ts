import { removed } from "../../facts/removed.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "constant removed",
  level: "breaking",
  reason: "Importing it raises ImportError, naming it AttributeError.",
  on: "gone",
  *find(gone) {
    if (gone.object.holder === undefined) {
      yield* removed(gone, "data", "attribute");
    }
  },
};
