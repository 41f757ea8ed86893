import { renamedParameters } from "../../callables/signatures.ts";
import { tupleFields } from "../../classes/fields.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "field of a named tuple removed",
  level: "breaking",
  reason:
    "Its constructor does not take it, its instances do not have it, and unpacking them as before raises ValueError.",
  on: "pair",
  *find(pair) {
    const before = tupleFields(pair.releases.old.shard, pair.old) ?? [];
    const after = tupleFields(pair.releases.new.shard, pair.new);
    const renamed = renamedParameters(pair);
    for (const name of after === undefined ? [] : before.filter((one) => !after.includes(one))) {
      const now = renamed.get(name);
      yield { part: name, ...(now !== undefined && { advice: `in its place is \`${now}\`` }) };
    }
  },
};
