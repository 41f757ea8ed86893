import type { ShardNode } from "../../../shard/records.ts";
import { areClasses, followsFromBase } from "../../classes/classes.ts";
import { isFrozen } from "../../classes/fields.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "can not be changed any more",
  level: "breaking",
  reason: "Setting its fields raises FrozenInstanceError.",
  on: "pair",
  *find(pair) {
    const { old: before, new: after } = pair.releases;
    const isNew = (old: ShardNode, now: ShardNode) =>
      !isFrozen(before.shard, old) && isFrozen(after.shard, now);
    if (areClasses(pair) && isNew(pair.old, pair.new) && !followsFromBase(pair, isNew)) {
      yield {};
    }
  },
};
