import { isRequired, matchParameters, standsBefore } from "../../callables/signatures.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "new parameter that need not be given",
  level: "compatible",
  reason:
    "Calls as before do as before; where it stands before others, those that gave these by position give it instead.",
  on: "pair",
  *find(pair) {
    for (const parameter of matchParameters(pair).added.filter((one) => !isRequired(one))) {
      const isInFront = standsBefore(pair, parameter.name);
      yield { part: parameter.name, ...(isInFront && { level: "risky" as const }) };
    }
  },
};
