import { areKnownAlike } from "../../known.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "must not be called any more",
  level: "breaking",
  reason: "Calling it calls the value that it gives.",
  on: "pair",
  *find(pair) {
    if (areKnownAlike(pair) && METHODS.includes(pair.old.kind) && pair.new.kind === "property") {
      yield { old: pair.old.kind, advice: "read it without calling it" };
    }
  },
};

const METHODS: readonly string[] = ["method", "classmethod", "staticmethod"];
