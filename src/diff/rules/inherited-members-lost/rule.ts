import { lostMembers } from "../../facts/inherited.ts";
import type { Rule } from "../../rule.ts";

/** How many are named. */
const SHOWN = 6;

export const rule: Rule = {
  title: "no longer inherits members",
  level: "breaking",
  reason: "Using them raises AttributeError: the class that it had them from is no base any more.",
  on: "pair",
  *find(pair) {
    const lost = lostMembers(pair);
    if (lost.length > 0) {
      const more = lost.length > SHOWN ? ` and ${lost.length - SHOWN} more` : "";
      yield { old: `${lost.slice(0, SHOWN).join(", ")}${more}` };
    }
  },
};
