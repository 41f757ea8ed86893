import { areClasses, isException, isFlavour, lostAncestors } from "../../classes/classes.ts";
import { lostMembersText } from "../../facts/inherited.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "no instance of a class any more",
  level: "breaking",
  reason: "`isinstance` and `issubclass` with it are no longer true, and what was inherited from it is gone.",
  tried: "ancestor",
  on: "pair",
  *find(pair) {
    // What kind of enum it is, is told as such.
    if (areClasses(pair) && !isFlavour(pair.old, "enum")) {
      const isRaised = isException(pair.releases.old.shard, pair.old.id);
      const ancestors = lostAncestors(pair).filter(
        ({ ref }) => !(isRaised && isException(pair.releases.old.shard, ref)),
      );
      // Which member comes from which is no matter: all go with the first.
      for (const [index, { name }] of ancestors.entries()) {
        const lost = index === 0 ? lostMembersText(pair) : undefined;
        yield { part: name, ...(lost !== undefined && { old: `with ${lost}` }) };
      }
    }
  },
};
