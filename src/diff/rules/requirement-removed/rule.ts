import { requirementsOf } from "../../facts/metadata.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "requirement removed",
  level: "risky",
  reason: "Who imports it without asking for it has it no longer.",
  on: "releases",
  *find({ old, new: now }) {
    const known = requirementsOf(now);
    for (const [name, { text }] of requirementsOf(old)) {
      if (!known.has(name)) {
        yield { name, ...(text !== "" && { old: text }), advice: `require \`${name}\` where it is imported` };
      }
    }
  },
};
