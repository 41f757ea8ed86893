import { dottedName } from "../../facts/kinds.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "now somebody else's",
  level: "risky",
  reason:
    "The name leads to an object of another distribution or of the standard library, which may be called otherwise.",
  on: "gone",
  *find({ passedOn }) {
    if (passedOn !== undefined) {
      yield { new: dottedName(passedOn) };
    }
  },
};
