import { areKnownAlike } from "../../known.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "can be set",
  level: "compatible",
  reason: "Reading it is as before.",
  on: "pair",
  *find(pair) {
    const { old, new: now } = pair;
    const isNew = old.access?.includes("set") !== true && now.access?.includes("set") === true;
    if (areKnownAlike(pair) && isNew && old.kind === "property" && now.kind === "property") {
      yield {};
    }
  },
};
