import { areClasses, isException, isFlavour, lostAncestors } from "../../classes/classes.ts";
import { lostMembersText } from "../../facts/inherited.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "no instance of a class any more",
  level: "breaking",
  reason: "`isinstance` and `issubclass` with it are no longer true, and what was inherited from it is gone.",
  on: "pair",
  *find(pair) {
    // What kind of enum it is, is told as such.
    if (areClasses(pair) && !isFlavour(pair.old, "enum")) {
      const isRaised = isException(pair.releases.old.shard, pair.old.id);
      // Which member comes from which is no matter: all go with the first.
      let lost = lostMembersText(pair);
      for (const { ref, name } of lostAncestors(pair)) {
        if (!(isRaised && isException(pair.releases.old.shard, ref))) {
          yield { part: name, ...(lost !== undefined && { old: `with ${lost}` }) };
          lost = undefined;
        }
      }
    }
  },
};
