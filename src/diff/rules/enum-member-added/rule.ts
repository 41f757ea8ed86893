import { isPublicName } from "../../api.ts";
import { areClasses, enumMembers, isFlavour } from "../../classes/classes.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "new enum member",
  level: "compatible",
  reason: "What names the others is as before.",
  on: "pair",
  *find(pair) {
    if (areClasses(pair) && isFlavour(pair.old, "enum") && isFlavour(pair.new, "enum")) {
      const known = enumMembers(pair.releases.old.shard, pair.old);
      for (const [name, { value }] of enumMembers(pair.releases.new.shard, pair.new)) {
        if (isPublicName(name) && !known.has(name)) {
          yield { part: name, ...(value !== undefined && { new: value }) };
        }
      }
    }
  },
};
