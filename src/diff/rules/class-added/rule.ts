import { added } from "../../facts/added.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "class added",
  level: "compatible",
  reason: "Nobody is hurt.",
  on: "added",
  *find(one) {
    yield* added(one, "module", "class");
    yield* added(one, "class", "class");
  },
};
