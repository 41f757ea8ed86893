import { namedParameters, restOf, takesAll } from "../../callables/signatures.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "takes no further named arguments",
  level: "breaking",
  reason: "Calls that give others by name raise TypeError.",
  hurts: "calls",
  on: "pair",
  *find(pair) {
    const { signatures } = pair;
    const rest = signatures && restOf(signatures.old, "varKeyword");
    if (
      signatures !== undefined &&
      rest !== undefined &&
      restOf(signatures.new, "varKeyword") === undefined
    ) {
      const positional = takesAll(signatures.old) ? restOf(signatures.old, "varPositional") : undefined;
      const isAll = positional !== undefined && restOf(signatures.new, "varPositional") === undefined;
      // What is now named is perhaps all that it ever took.
      const isNamed = namedParameters(signatures.new).size > namedParameters(signatures.old).size;
      const part = isAll ? `*${positional.name}, **${rest.name}` : `**${rest.name}`;
      yield { part, ...(isNamed && { level: "risky" as const }) };
    }
  },
};
