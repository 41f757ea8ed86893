import { matchParameters, takesPosition } from "../../callables/signatures.ts";
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
        yield { part: old.name, advice: `give it as \`${old.name}=\`` };
      }
    }
  },
};
