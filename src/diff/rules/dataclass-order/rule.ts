import type { ShardNode } from "../../../shard/records.ts";
import type { Shard } from "../../../shard/shard.ts";
import { areClasses, followsFromBase, memberRef } from "../../classes/classes.ts";
import { isDataClass } from "../../classes/fields.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "not ordered any more",
  level: "breaking",
  reason: "Comparing its instances by `<` and the like, and sorting them, raises TypeError.",
  on: "pair",
  *find(pair) {
    const { releases, old, new: now } = pair;
    const isOrdered = (shard: Shard, node: ShardNode) => {
      const ref = memberRef(shard, node, "__lt__");
      return ref !== undefined && !(typeof ref !== "string" && ref.id.startsWith("builtins.object."));
    };
    const isLost = (before: ShardNode, after: ShardNode) =>
      isDataClass(before) && isOrdered(releases.old.shard, before) && !isOrdered(releases.new.shard, after);
    if (areClasses(pair) && isDataClass(now) && isLost(old, now) && !followsFromBase(pair, isLost)) {
      yield {};
    }
  },
};
