import { moved } from "../../callables/order.ts";
import { byPosition } from "../../callables/signatures.ts";
import { tupleFields } from "../../classes/fields.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "parameter in another place",
  level: "breaking",
  reason: "Calls that give it by position give it the value of another one.",
  hurts: "placed",
  on: "pair",
  *find(pair) {
    const { signatures, releases } = pair;
    if (signatures !== undefined && tupleFields(releases.new.shard, pair.new) === undefined) {
      const names = new Set(byPosition(signatures.new).map(({ name }) => name));
      const before = byPosition(signatures.old).flatMap(({ name }) => (names.has(name) ? [name] : []));
      const after = [...names].filter((name) => before.includes(name));
      for (const part of moved(before, after)) {
        yield { part };
      }
    }
  },
};
