import type { ShardNode } from "../../../shard/records.ts";
import type { Shard } from "../../../shard/shard.ts";
import { areClasses, followsFromBase, memberRef } from "../../classes/classes.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "not hashable any more",
  level: "breaking",
  reason: "As a key or in a set its instances raise TypeError.",
  on: "pair",
  *find(pair) {
    const { releases, old, new: now } = pair;
    const isLost = (before: ShardNode, after: ShardNode) =>
      isHashable(releases.old.shard, before) && !isHashable(releases.new.shard, after);
    if (areClasses(pair) && isLost(old, now) && !followsFromBase(pair, isLost)) {
      yield {};
    }
  },
};

function isHashable(shard: Shard, node: ShardNode): boolean {
  const ref = memberRef(shard, node, "__hash__");
  return !(typeof ref === "string" && shard.node(ref)?.value === "None");
}
