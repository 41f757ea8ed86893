import { isSlot } from "../../classes/classes.ts";
import { added } from "../../facts/added.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "property added",
  level: "compatible",
  reason: "Nobody is hurt but a subclass that has something else under this name.",
  on: "added",
  *find(one) {
    if (!isSlot(one.object.node)) {
      yield* added(one, "class", "property", "descriptor");
    }
  },
};
