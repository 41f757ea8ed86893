import { isRequired, namedParameters, renamedParameters } from "../../callables/signatures.ts";
import { tupleFields } from "../../classes/fields.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "new field of a named tuple",
  level: "risky",
  reason:
    "Unpacking its instances as before raises ValueError, and where it is not the last, places of others are not what they were.",
  on: "pair",
  *find(pair) {
    const before = tupleFields(pair.releases.old.shard, pair.old);
    const after = tupleFields(pair.releases.new.shard, pair.new) ?? [];
    const renamed = new Set(renamedParameters(pair).values());
    const parameters = pair.signatures && namedParameters(pair.signatures.new);
    for (const name of before === undefined
      ? []
      : after.filter((one) => !before.includes(one) && !renamed.has(one))) {
      const parameter = parameters?.get(name);
      const isInFront = after.slice(after.indexOf(name)).some((other) => before?.includes(other));
      const isBreaking = isInFront || (parameter !== undefined && isRequired(parameter));
      yield { part: name, ...(isBreaking && { level: "breaking" as const }) };
    }
  },
};
