import { isSlot } from "../../classes/classes.ts";
import { added } from "../../facts/added.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "attribute added",
  level: "compatible",
  reason: "Nobody is hurt but a subclass that has something else under this name.",
  on: "added",
  *find(one) {
    const kinds = isSlot(one.object.node) ? (["descriptor"] as const) : (["data", "attribute"] as const);
    yield* added(one, "class", ...kinds);
  },
};
