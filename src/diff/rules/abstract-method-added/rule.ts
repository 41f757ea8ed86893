import { resolveName } from "../../../ask/resolve.ts";
import { isFlavour } from "../../classes/classes.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "new method that has to be overridden",
  level: "risky",
  reason: "Classes below that do not have it can not be instantiated.",
  on: "added",
  *find({ releases, object }) {
    const { node, holder } = object;
    const before = holder && resolveName(releases.old.shard, holder.names[0]);
    const old = before?.found ? before.node : undefined;
    // That the class itself can't be instantiated any more is told of the class, and what protocols have of them.
    const isKnown = old !== undefined && isFlavour(old, "abstract") && !isFlavour(old, "protocol");
    if (isKnown && node.flags?.includes("abstract")) {
      yield {};
    }
  },
};
