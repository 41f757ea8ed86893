import { restOf, takesAll } from "../../callables/signatures.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "takes no further arguments",
  level: "breaking",
  reason: "Calls that give more by position raise TypeError.",
  hurts: "calls",
  on: "pair",
  *find(pair) {
    const { signatures } = pair;
    const rest = signatures && restOf(signatures.old, "varPositional");
    if (
      signatures !== undefined &&
      rest !== undefined &&
      restOf(signatures.new, "varPositional") === undefined
    ) {
      // What took anything and says now what it takes is told once, by names.
      const isTold = takesAll(signatures.old) && restOf(signatures.new, "varKeyword") === undefined;
      if (!isTold) {
        const isNamed = signatures.new.parameters.length > signatures.old.parameters.length - 1;
        yield { part: `*${rest.name}`, ...(isNamed && { level: "risky" as const }) };
      }
    }
  },
};
