import { removed } from "../../facts/removed.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "type alias removed",
  level: "breaking",
  reason: "Importing it raises ImportError, naming it AttributeError.",
  on: "gone",
  find: (gone) => removed(gone, "typeAlias"),
};
