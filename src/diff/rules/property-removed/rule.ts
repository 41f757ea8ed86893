import { isSlot } from "../../classes/classes.ts";
import { removed } from "../../facts/removed.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "property removed",
  level: "breaking",
  reason: "Reading it raises AttributeError.",
  on: "gone",
  *find(gone) {
    if (gone.object.holder !== undefined) {
      const kinds = isSlot(gone.object.node) ? [] : (["property", "descriptor"] as const);
      yield* removed(gone, ...kinds);
    }
  },
};
