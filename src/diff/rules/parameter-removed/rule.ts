import type { Rule } from "../../rule.ts";
import { matchParameters, restOf } from "../../signatures.ts";

export const rule: Rule = {
  title: "parameter removed",
  level: "breaking",
  reason:
    "Calls that give it raise TypeError; what takes any number of further ones may not do what was meant.",
  on: "pair",
  *find({ signatures }) {
    for (const { name, kind } of signatures === undefined ? [] : matchParameters(signatures).removed) {
      const isTakenByName = restOf(signatures?.new ?? { parameters: [] }, "varKeyword") !== undefined;
      const isTaken = kind === "positionalOnly" ? false : isTakenByName;
      yield { part: name, ...(isTaken && { level: "risky" as const }) };
    }
  },
};
