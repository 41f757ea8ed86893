import type { ShardNode } from "../../../shard/records.ts";
import { holderOf, isFlavour } from "../../classes/classes.ts";
import { areKnownAlike } from "../../known.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "has to be overridden",
  level: "risky",
  reason: "Classes below that do not override it can not be instantiated.",
  on: "pair",
  *find(pair) {
    const { old, new: now, releases } = pair;
    const isAbstract = ({ flags }: ShardNode) => flags?.includes("abstract") === true;
    const [holder, newHolder] = [holderOf(releases.old.shard, old), holderOf(releases.new.shard, now)];
    // That the class itself can't be instantiated any more is told of the class.
    const isKnown = holder !== undefined && (isFlavour(holder, "abstract") || isFlavour(holder, "protocol"));
    if (
      areKnownAlike(pair) &&
      isKnown &&
      newHolder?.kind === "class" &&
      !isAbstract(old) &&
      isAbstract(now)
    ) {
      yield {};
    }
  },
};
