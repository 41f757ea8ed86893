import type { ShardNode } from "../../../shard/records.ts";
import { areClasses, followsFromBase, isFlavour } from "../../classes/classes.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "can not be instantiated any more",
  level: "breaking",
  reason: "Calling it raises TypeError, since it has abstract methods.",
  on: "pair",
  *find(pair) {
    const isNew = (old: ShardNode, now: ShardNode) =>
      !isFlavour(old, "abstract") && isFlavour(now, "abstract");
    const isProtocol = isFlavour(pair.old, "protocol") || isFlavour(pair.new, "protocol");
    if (areClasses(pair) && !isProtocol && isNew(pair.old, pair.new) && !followsFromBase(pair, isNew)) {
      const { shard } = pair.releases.new;
      const own = Object.entries(pair.new.members ?? {}).flatMap(([name, ref]) => {
        const isAbstract = typeof ref === "string" && shard.node(ref)?.flags?.includes("abstract");
        return isAbstract ? [name] : [];
      });
      yield { ...(own.length > 0 && { new: own.join(", ") }) };
    }
  },
};
