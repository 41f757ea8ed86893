import { added } from "../../facts/added.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "import name added",
  level: "compatible",
  reason: "Nobody is hurt, unless another distribution has the same.",
  on: "added",
  *find(one) {
    if (!one.name.includes(".")) {
      yield* added(one, "module", "module");
    }
  },
};
