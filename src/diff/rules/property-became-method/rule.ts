import { areKnownAlike } from "../../known.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "has to be called",
  level: "breaking",
  reason: "Reading it gives a method instead of a value.",
  on: "pair",
  *find(pair) {
    if (areKnownAlike(pair) && pair.old.kind === "property" && METHODS.includes(pair.new.kind)) {
      yield { new: pair.new.kind, advice: "call it" };
    }
  },
};

const METHODS: readonly string[] = ["method", "classmethod", "staticmethod"];
