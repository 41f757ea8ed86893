import { holderOf, isFlavour, isSlot } from "../../classes/classes.ts";
import { areKnownAlike } from "../../known.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "is a property now",
  level: "risky",
  reason:
    "Setting it raises AttributeError where it has no setter, and the class itself has no value under this name.",
  on: "pair",
  *find(pair) {
    const { old, new: now, releases } = pair;
    const isAttribute = old.kind === "attribute" || old.kind === "data" || isSlot(old);
    if (areKnownAlike(pair) && isAttribute && now.kind === "property") {
      const holder = holderOf(releases.new.shard, now);
      const isProtocol = holder !== undefined && isFlavour(holder, "protocol");
      const isLike = now.access?.includes("set") === true && old.kind !== "data";
      yield { ...((isLike || isProtocol) && { level: "compatible" as const }) };
    }
  },
};
