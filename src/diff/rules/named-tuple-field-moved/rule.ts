import { tupleFields } from "../../classes/fields.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "fields of a named tuple in another order",
  level: "breaking",
  reason:
    "Unpacking its instances, their places and calls of its constructor by position give each the value of another one.",
  on: "pair",
  *find(pair) {
    const before = tupleFields(pair.releases.old.shard, pair.old) ?? [];
    const after = tupleFields(pair.releases.new.shard, pair.new) ?? [];
    const old = before.filter((name) => after.includes(name)).join(", ");
    const now = after.filter((name) => before.includes(name)).join(", ");
    if (old !== now) {
      yield { old, new: now };
    }
  },
};
