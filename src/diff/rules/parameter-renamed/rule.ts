import { isPublicName } from "../../api.ts";
import { matchParameters, restOf, takesName } from "../../callables/signatures.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "parameter renamed",
  level: "breaking",
  reason: "Calls that give it by its old name raise TypeError.",
  hurts: "named",
  on: "pair",
  *find(pair) {
    for (const { old, new: now } of matchParameters(pair).renamed) {
      if (takesName(old) && isPublicName(old.name)) {
        const advice = takesName(now) ? `give it as \`${now.name}\`` : "give it by its place";
        const isTaken =
          pair.signatures !== undefined && restOf(pair.signatures.new, "varKeyword") !== undefined;
        yield { part: old.name, new: now.name, advice, ...(isTaken && { level: "risky" as const }) };
      }
    }
  },
};
