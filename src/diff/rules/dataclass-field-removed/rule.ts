import { renamedParameters } from "../../callables/signatures.ts";
import { fieldChanges } from "../../classes/fields.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "field removed",
  level: "breaking",
  reason: "Its constructor does not take it, and its instances do not have it.",
  on: "pair",
  *find(pair) {
    const renamed = renamedParameters(pair);
    for (const name of fieldChanges(pair).removed) {
      const now = renamed.get(name);
      yield { part: name, ...(now !== undefined && { advice: `in its place is \`${now}\`` }) };
    }
  },
};
