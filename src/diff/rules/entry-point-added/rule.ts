import { entryPointsOnlyIn } from "../../facts/metadata.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "entry point added",
  level: "compatible",
  reason: "Nobody is hurt, unless another distribution installs the same command.",
  on: "releases",
  find: ({ old, new: now }) => entryPointsOnlyIn(now, old),
};
