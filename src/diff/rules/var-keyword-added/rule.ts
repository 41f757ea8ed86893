import { restOf } from "../../callables/signatures.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "takes further named arguments",
  level: "compatible",
  reason: "Calls as before do as before.",
  on: "pair",
  *find(pair) {
    const { signatures } = pair;
    const rest = signatures && restOf(signatures.new, "varKeyword");
    if (
      signatures !== undefined &&
      rest !== undefined &&
      restOf(signatures.old, "varKeyword") === undefined
    ) {
      yield { part: `**${rest.name}` };
    }
  },
};
