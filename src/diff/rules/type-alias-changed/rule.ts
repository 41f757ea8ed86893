import type { Rule } from "../../rule.ts";
import { compareTypes } from "../../types/compare.ts";

export const rule: Rule = {
  title: "type alias of something else",
  level: "risky",
  reason: "Type checkers complain of what is annotated with it.",
  on: "pair",
  *find({ releases, old, new: now }) {
    if (
      old.kind === "typeAlias" &&
      now.kind === "typeAlias" &&
      old.value !== undefined &&
      now.value !== undefined
    ) {
      const change = compareTypes(
        { text: old.value, node: old, shard: releases.old.shard },
        { text: now.value, node: now, shard: releases.new.shard },
      );
      if (change !== "same" && old.from[0] === now.from[0]) {
        yield { old: old.value, new: now.value };
      }
    }
  },
};
