import { isFlavour, lostAncestors } from "../../classes/classes.ts";
import { lostMembersText } from "../../facts/inherited.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "no longer inherits members",
  level: "breaking",
  reason:
    "Using them raises AttributeError: the class that it had them from, which nobody else names, is no base any more.",
  on: "pair",
  *find(pair) {
    // With a base that people name the members are told of that.
    const isTold = lostAncestors(pair).length > 0 || isFlavour(pair.old, "enum");
    const lost = isTold ? undefined : lostMembersText(pair);
    if (lost !== undefined) {
      yield { old: lost };
    }
  },
};
