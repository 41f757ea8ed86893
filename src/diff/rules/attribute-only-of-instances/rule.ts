import { holderOf, isFlavour, isSlot } from "../../classes/classes.ts";
import { isDataClass } from "../../classes/fields.ts";
import { areKnownAlike } from "../../known.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "no attribute of the class any more",
  level: "risky",
  reason: "Naming it on the class raises AttributeError; instances have it yet.",
  on: "pair",
  *find(pair) {
    const { old, new: now, releases } = pair;
    const holder = holderOf(releases.new.shard, now);
    const oldHolder = holderOf(releases.old.shard, old);
    const isLost =
      old.kind === "data" && ((now.kind === "attribute" && now.instance === true) || isSlot(now));
    // Of a field it is told that it has no default.
    const isField = oldHolder !== undefined && isDataClass(oldHolder);
    if (
      areKnownAlike(pair) &&
      isLost &&
      holder?.kind === "class" &&
      !isFlavour(holder, "protocol") &&
      !isField
    ) {
      yield {};
    }
  },
};
