import { isPublicName } from "../../api.ts";
import { areClasses, enumMembers, isFlavour } from "../../classes/classes.ts";
import type { Rule } from "../../rule.ts";
import { isSameValue } from "../../types/values.ts";

export const rule: Rule = {
  title: "enum member of another value",
  level: "risky",
  reason: "What was stored or compared by value is something else.",
  on: "pair",
  *find(pair) {
    if (areClasses(pair) && isFlavour(pair.old, "enum") && isFlavour(pair.new, "enum")) {
      const members = enumMembers(pair.releases.new.shard, pair.new);
      for (const [name, { value }] of enumMembers(pair.releases.old.shard, pair.old)) {
        const now = members.get(name)?.value;
        if (isPublicName(name) && value !== undefined && now !== undefined && !isSameValue(value, now)) {
          yield { part: name, old: value, new: now };
        }
      }
    }
  },
};
