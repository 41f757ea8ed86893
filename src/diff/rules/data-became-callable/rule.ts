import { isCallable, isPlain, isSpecial, isValue } from "../../facts/kinds.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "value became a function or class",
  level: "risky",
  reason: "Who reads it has something to be called; what was called before still is.",
  on: "pair",
  *find({ releases, old, new: now }) {
    if (isValue(old) && CALLED.includes(now.kind) && !isSpecial(old)) {
      const level = isPlain(old) ? "breaking" : isCallable(releases.old.shard, old) ? "compatible" : "risky";
      yield { new: now.kind, level };
    }
  },
};

const CALLED: readonly string[] = ["class", "function", "method", "classmethod", "staticmethod"];
