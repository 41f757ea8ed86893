import { resolveName } from "../../../ask/resolve.ts";
import { isPublicName } from "../../api.ts";
import { areClasses, enumMembers, isFlavour } from "../../classes/classes.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "enum member removed",
  level: "breaking",
  reason: "Naming it raises AttributeError, and what was stored as it can not be read back.",
  on: "pair",
  *find(pair) {
    if (areClasses(pair) && isFlavour(pair.old, "enum") && isFlavour(pair.new, "enum")) {
      const { old, new: now } = pair.releases;
      const members = enumMembers(now.shard, pair.new);
      for (const [name, { value }] of enumMembers(old.shard, pair.old)) {
        if (isPublicName(name) && !resolveName(now.shard, `${pair.new.id}.${name}`).found) {
          const same = [...members].find(([, member]) => value !== undefined && member.value === value)?.[0];
          yield { part: name, ...(same !== undefined && { advice: `use \`${same}\`, which has its value` }) };
        }
      }
    }
  },
};
