import { isSlot } from "../../classes/classes.ts";
import { removed } from "../../facts/removed.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "attribute removed",
  level: "breaking",
  reason: "Reading it raises AttributeError; of what only instances have, unless something else sets it.",
  on: "gone",
  *find(gone) {
    if (gone.object.holder !== undefined) {
      const kinds = isSlot(gone.object.node) ? (["descriptor"] as const) : (["data", "attribute"] as const);
      yield* removed(gone, ...kinds);
    }
  },
};
