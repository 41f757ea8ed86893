import type { ShardNode } from "../../../shard/records.ts";
import { areClasses, followsFromBase, memberRef } from "../../classes/classes.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "other type parameters",
  level: "breaking",
  reason: "`Name[…]` with as many types as before raises TypeError.",
  on: "pair",
  *find(pair) {
    if (areClasses(pair) && !followsFromBase(pair, differs) && differs(pair.old, pair.new)) {
      const { old, new: now, releases } = pair;
      const isSubscribed = memberRef(releases.new.shard, now, "__class_getitem__") !== undefined;
      const needed = (now.typeParameters ?? []).filter((text) => !text.includes("=")).length;
      const count = (old.typeParameters ?? []).length;
      const isRight =
        count === 0 ||
        (now.typeParameters === undefined
          ? isSubscribed
          : needed <= count && count <= now.typeParameters.length);
      yield {
        old: (old.typeParameters ?? []).join(", "),
        new: (now.typeParameters ?? []).join(", "),
        ...(isRight && { level: "compatible" as const }),
      };
    }
  },
};

function differs(old: ShardNode, now: ShardNode): boolean {
  return kindsOf(old) !== kindsOf(now);
}

/** The names of type parameters are nobody's, but how many there are, and of which kinds. */
function kindsOf({ typeParameters }: ShardNode): string {
  return (typeParameters ?? [])
    .map((text) => (/^\*+/.exec(text)?.[0] ?? "T") + (text.includes("=") ? "=" : ""))
    .join();
}
