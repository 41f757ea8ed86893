import { isRequired, namedParameters, renamedParameters, standsBefore } from "../../callables/signatures.ts";
import { fieldChanges } from "../../classes/fields.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "new field",
  level: "compatible",
  reason:
    "Calls of its constructor as before are right, unless it has to be given, or takes the place of another one.",
  on: "pair",
  *find(pair) {
    const parameters = pair.signatures && namedParameters(pair.signatures.new);
    const renamed = new Set(renamedParameters(pair).values());
    for (const name of fieldChanges(pair).added.filter((one) => !renamed.has(one))) {
      const parameter = parameters?.get(name);
      if (parameter !== undefined && isRequired(parameter)) {
        yield { part: name, level: "breaking" };
      } else {
        yield { part: name, ...(standsBefore(pair, name) && { level: "risky" as const }) };
      }
    }
  },
};
