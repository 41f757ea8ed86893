import { holderOf, isSlot } from "../../classes/classes.ts";
import { isFrozen } from "../../classes/fields.ts";
import { areKnownAlike } from "../../known.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "can not be set any more",
  level: "breaking",
  reason: "Setting it raises AttributeError.",
  on: "pair",
  *find(pair) {
    const { old, new: now, releases } = pair;
    const isLost = old.access?.includes("set") === true && now.access?.includes("set") !== true;
    const [holder, newHolder] = [holderOf(releases.old.shard, old), holderOf(releases.new.shard, now)];
    // Of a class that is frozen all is told at once.
    const isTold =
      holder && newHolder && !isFrozen(releases.old.shard, holder) && isFrozen(releases.new.shard, newHolder);
    if (areKnownAlike(pair) && isLost && !isSlot(old) && now.kind === "property" && !isTold) {
      yield {};
    }
  },
};
