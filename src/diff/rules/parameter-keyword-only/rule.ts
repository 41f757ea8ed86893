import { matchParameters, restOf, takesPosition } from "../../callables/signatures.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "parameter only by name",
  level: "breaking",
  reason: "Calls that give it by position raise TypeError.",
  hurts: "placed",
  on: "pair",
  *find(pair) {
    for (const { old, new: now } of matchParameters(pair).kept) {
      if (takesPosition(old) && now.kind === "keywordOnly") {
        // What takes further ones takes it for one of these.
        const isTaken =
          pair.signatures !== undefined && restOf(pair.signatures.new, "varPositional") !== undefined;
        const advice = `give it as \`${old.name}=\``;
        yield { part: old.name, advice, ...(isTaken && { level: "risky" as const }) };
      }
    }
  },
};
