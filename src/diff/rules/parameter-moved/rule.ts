import { tupleFields } from "../../fields.ts";
import type { Rule } from "../../rule.ts";
import { byPosition, matchParameters } from "../../signatures.ts";

export const rule: Rule = {
  title: "parameters in another order",
  level: "breaking",
  reason: "Calls that give them by position give each the value of another one.",
  on: "pair",
  *find(pair) {
    const { signatures } = pair;
    if (signatures !== undefined && tupleFields(pair.releases.new.shard, pair.new) === undefined) {
      const names = new Set(matchParameters(pair).kept.map(({ old }) => old.name));
      const [before, after] = [signatures.old, signatures.new].map((signature) =>
        byPosition(signature).flatMap(({ name }) => (names.has(name) ? [name] : [])),
      );
      const [old, now] = [
        before?.filter((name) => after?.includes(name)).join(", "),
        after?.filter((name) => before?.includes(name)).join(", "),
      ];
      if (old !== undefined && now !== undefined && old !== now) {
        yield { old, new: now };
      }
    }
  },
};
