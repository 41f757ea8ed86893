import { added } from "../../facts/added.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "constant added",
  level: "compatible",
  reason: "Nobody is hurt.",
  on: "added",
  find: (one) => added(one, "module", "data", "attribute"),
};
