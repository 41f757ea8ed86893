import type { Rule } from "../../rule.ts";
import { isRequired, matchParameters } from "../../signatures.ts";

export const rule: Rule = {
  title: "new parameter that has to be given",
  level: "breaking",
  reason: "Calls as before raise TypeError.",
  on: "pair",
  *find({ signatures }) {
    for (const parameter of signatures === undefined ? [] : matchParameters(signatures).added) {
      if (isRequired(parameter)) {
        yield { part: parameter.name };
      }
    }
  },
};
