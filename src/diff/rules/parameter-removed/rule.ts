import type { Rule } from "../../rule.ts";
import { matchParameters, restOf } from "../../signatures.ts";

export const rule: Rule = {
  title: "parameter removed",
  level: "breaking",
  reason:
    "Calls that give it raise TypeError; what takes any number of further ones may not do what was meant.",
  on: "pair",
  *find(pair) {
    for (const { name, kind } of matchParameters(pair).removed) {
      const rest = kind === "positionalOnly" ? "varPositional" : "varKeyword";
      const isTaken = pair.signatures !== undefined && restOf(pair.signatures.new, rest) !== undefined;
      yield { part: name, ...(isTaken && { level: "risky" as const }) };
    }
  },
};
