import { keptParameters, typeOf } from "../../callables/signatures.ts";
import { publicFields } from "../../classes/fields.ts";
import type { Rule } from "../../rule.ts";
import { compareTypes } from "../../types/compare.ts";

export const rule: Rule = {
  title: "parameter of another type",
  level: "risky",
  reason: "Type checkers complain of what calls give, and at run time it may be taken for something else.",
  on: "pair",
  *find(pair) {
    const { old: before, new: after, releases } = pair;
    const isOverloaded = before.overloads !== undefined && after.overloads !== undefined;
    const fields = publicFields(releases.old.shard, before);
    for (const { old, new: now } of isOverloaded ? [] : keptParameters(pair)) {
      const [text, newText] = [typeOf(old), typeOf(now)];
      if (text !== undefined && newText !== undefined && !fields?.has(old.name)) {
        const change = compareTypes(
          { text, node: before, shard: releases.old.shard },
          { text: newText, node: after, shard: releases.new.shard },
        );
        if (change !== "same") {
          yield {
            part: old.name,
            old: old.annotation ?? text,
            new: now.annotation ?? newText,
            ...(change === "wider" && { level: "compatible" as const }),
          };
        }
      }
    }
  },
};
