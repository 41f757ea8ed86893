import { isRequired, matchParameters, restOf, takesName } from "../../callables/signatures.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "new parameter that has to be given",
  level: "breaking",
  reason: "Calls as before raise TypeError.",
  hurts: "calls",
  on: "pair",
  *find(pair) {
    const { signatures } = pair;
    for (const parameter of matchParameters(pair).added.filter(isRequired)) {
      // What took anything may have asked for it.
      const rest = takesName(parameter) ? "varKeyword" : "varPositional";
      const isKnown = signatures !== undefined && restOf(signatures.old, rest) === undefined;
      yield { part: parameter.name, ...(!isKnown && { level: "risky" as const }) };
    }
  },
};
