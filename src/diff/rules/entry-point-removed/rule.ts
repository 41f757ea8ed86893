import { entryPointsOnlyIn } from "../../facts/metadata.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "entry point removed",
  level: "breaking",
  reason: "The command is not installed any more; what looks for plug-ins does not find it.",
  on: "releases",
  find: ({ old, new: now }) => entryPointsOnlyIn(old, now),
};
