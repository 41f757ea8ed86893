import { areClasses, isException, lostAncestors } from "../../classes/classes.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "no longer caught as another exception",
  level: "breaking",
  reason: "`except` with that one lets it pass.",
  tried: "ancestor",
  on: "pair",
  *find(pair) {
    const { shard } = pair.releases.old;
    if (areClasses(pair) && isException(shard, pair.old.id)) {
      for (const { ref, name } of lostAncestors(pair)) {
        if (isException(shard, ref)) {
          yield { part: name };
        }
      }
    }
  },
};
