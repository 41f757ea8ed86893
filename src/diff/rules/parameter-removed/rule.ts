import type { Parameter } from "../../../shard/records.ts";
import { matchParameters, restOf } from "../../callables/signatures.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "parameter removed",
  level: "breaking",
  reason:
    "Calls that give it raise TypeError; what takes any number of further ones may not do what was meant.",
  hurts: "given",
  on: "pair",
  *find(pair) {
    for (const { name, kind } of matchParameters(pair).removed) {
      const isTaken = RESTS[kind]?.some(
        (rest) => pair.signatures && restOf(pair.signatures.new, rest) !== undefined,
      );
      yield { part: name, ...(isTaken && { level: "risky" as const }) };
    }
  },
};

/** What may take it in its stead, of what is given by name or by position. */
const RESTS: Readonly<Partial<Record<Parameter["kind"], readonly ("varPositional" | "varKeyword")[]>>> = {
  positionalOnly: ["varPositional"],
  positionalOrKeyword: ["varPositional", "varKeyword"],
  keywordOnly: ["varKeyword"],
};
