import type { ShardNode } from "../../../shard/records.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "not to be overridden",
  level: "risky",
  reason: "Type checkers complain of classes below that override it.",
  on: "pair",
  *find(pair) {
    const isFinal = ({ flags }: ShardNode) => flags?.includes("final") === true;
    if (!isFinal(pair.old) && isFinal(pair.new)) {
      yield {};
    }
  },
};
