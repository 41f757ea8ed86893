import { areKnownAlike } from "../../known.ts";
import type { Rule } from "../../rule.ts";
import { compareTypes } from "../../types/compare.ts";

export const rule: Rule = {
  title: "of another type",
  level: "risky",
  reason: "Type checkers complain of what is done with it, and at run time it may have other names.",
  on: "pair",
  *find(pair) {
    const { old, new: now, releases } = pair;
    if (
      VALUES.includes(old.kind) &&
      VALUES.includes(now.kind) &&
      old.type !== undefined &&
      now.type !== undefined
    ) {
      const change = compareTypes(
        { text: old.type, node: old, shard: releases.old.shard },
        { text: now.type, node: now, shard: releases.new.shard },
      );
      const isReadOnly = old.access !== undefined && !old.access.includes("set");
      if (change !== "same" && areKnownAlike(pair)) {
        yield {
          ...{ old: old.type, new: now.type },
          ...(change === "narrower" && isReadOnly && { level: "compatible" as const }),
        };
      }
    }
  },
};

const VALUES: readonly string[] = ["attribute", "data", "descriptor", "property"];
