import { added } from "../../facts/added.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "module added",
  level: "compatible",
  reason: "Nobody is hurt.",
  on: "added",
  *find(one) {
    // The outermost are import names.
    if (one.name.includes(".")) {
      yield* added(one, "module", "module");
    }
  },
};
