import { flagChange } from "../../callables/signatures.ts";
import { areKnownAlike } from "../../known.ts";
import type { ObjectPair, Rule } from "../../rule.ts";
import { compareTypes } from "../../types/compare.ts";

export const rule: Rule = {
  title: "returns another type",
  level: "risky",
  reason: "Type checkers complain of what is done with it, and at run time it may have other names.",
  on: "pair",
  *find(pair) {
    const { old, new: now, releases, signatures } = pair;
    const [text, newText] = [signatures?.old.returns, signatures?.new.returns];
    const isOverloaded = old.overloads !== undefined && now.overloads !== undefined;
    const isKnown = text !== undefined && newText !== undefined && areKnownAlike(pair);
    if (isKnown && !isOverloaded && isCalledAlike(pair)) {
      const change = compareTypes(
        { text, node: old, shard: releases.old.shard },
        { text: newText, node: now, shard: releases.new.shard },
      );
      if (change !== "same") {
        // Where nothing was returned nothing was done with it.
        const isHarmless = change === "narrower" || text === "None";
        yield { old: text, new: newText, ...(isHarmless && { level: "compatible" as const }) };
      }
    }
  },
};

/** Whether what is called gives the same kind of thing: others rules tell of the rest. */
function isCalledAlike(pair: ObjectPair): boolean {
  return flagChange(pair, "async") === undefined && flagChange(pair, "generator") === undefined;
}
