import { areKnownAlike } from "../../known.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "can not be deleted any more",
  level: "breaking",
  reason: "Deleting it raises AttributeError.",
  on: "pair",
  *find(pair) {
    const { old, new: now } = pair;
    const isLost = old.access?.includes("delete") === true && now.access?.includes("delete") !== true;
    const isSettable = old.access?.includes("set") === now.access?.includes("set");
    if (areKnownAlike(pair) && isLost && isSettable && now.kind === "property") {
      yield {};
    }
  },
};
