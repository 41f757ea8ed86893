import { added } from "../../added.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "method added",
  level: "compatible",
  reason: "Nobody who did without it is hurt, but for who has something else under this name.",
  on: "added",
  find: (one) => added(one, "class", "method", "classmethod", "staticmethod", "function"),
};
