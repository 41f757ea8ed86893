import { narrowed, requirementsOf } from "../../facts/metadata.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "requirement narrowed",
  level: "risky",
  reason:
    "What else is installed may want a version that is no longer allowed; then there is no solution, or an older release.",
  on: "releases",
  *find({ old, new: now }) {
    const after = requirementsOf(now);
    for (const [name, before] of requirementsOf(old)) {
      const left = after.get(name);
      if (left !== undefined && narrowed(before.specifiers, left.specifiers)) {
        yield { name, old: before.text || "any version", new: left.text };
      }
    }
  },
};
