import { areKnownAlike } from "../../known.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "is an attribute now",
  level: "compatible",
  reason: "Reading it is as before.",
  on: "pair",
  *find(pair) {
    if (
      areKnownAlike(pair) &&
      pair.old.kind === "property" &&
      ["attribute", "data", "descriptor"].includes(pair.new.kind)
    ) {
      yield { new: pair.new.kind };
    }
  },
};
