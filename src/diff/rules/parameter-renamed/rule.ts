import type { Rule } from "../../rule.ts";
import { matchParameters, takesName } from "../../signatures.ts";

export const rule: Rule = {
  title: "parameter renamed",
  level: "breaking",
  reason: "Calls that give it by its old name raise TypeError.",
  on: "pair",
  *find({ signatures }) {
    for (const { old, new: now } of signatures === undefined ? [] : matchParameters(signatures).renamed) {
      if (takesName(old)) {
        yield { part: old.name, new: now.name, advice: `give it as \`${now.name}\`` };
      }
    }
  },
};
