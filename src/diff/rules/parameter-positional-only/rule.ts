import { isPublicName } from "../../api.ts";
import { matchParameters, restOf, takesName } from "../../callables/signatures.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "parameter only by position",
  level: "breaking",
  reason: "Calls that give it by name raise TypeError.",
  hurts: "named",
  on: "pair",
  *find(pair) {
    for (const { old, new: now } of matchParameters(pair).kept) {
      if (takesName(old) && isPublicName(old.name) && now.kind === "positionalOnly") {
        const isTaken =
          pair.signatures !== undefined && restOf(pair.signatures.new, "varKeyword") !== undefined;
        yield { part: old.name, ...(isTaken && { level: "risky" as const }) };
      }
    }
  },
};
