import type { ShardNode } from "../../../shard/records.ts";
import { areClasses, followsFromBase } from "../../classes/classes.ts";
import { isDataClass } from "../../classes/fields.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "no data class any more",
  level: "risky",
  reason: "`dataclasses.fields`, `replace` and `asdict`, or those of attrs, raise TypeError.",
  on: "pair",
  *find(pair) {
    const isLost = (old: ShardNode, now: ShardNode) => isDataClass(old) && !isDataClass(now);
    if (areClasses(pair) && isLost(pair.old, pair.new) && !followsFromBase(pair, isLost)) {
      yield {};
    }
  },
};
