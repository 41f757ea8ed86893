import { dottedName } from "../../facts/kinds.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "now somebody else's",
  level: "risky",
  reason:
    "The name leads to an object of another distribution or of the standard library, which may be called otherwise.",
  on: "gone",
  *find({ passedOn, releases }) {
    if (passedOn !== undefined) {
      const isPythons = typeof passedOn !== "string" && "python" in passedOn;
      const isOtherPython = releases.old.shard.header.python !== releases.new.shard.header.python;
      // What stood in for what that Python had not has been no longer needed: it is the same to whoever uses it.
      yield {
        new: dottedName(passedOn),
        ...(isPythons && isOtherPython && { level: "compatible" as const }),
      };
    }
  },
};
