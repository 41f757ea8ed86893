import { requirementsOf } from "../../facts/metadata.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "requirement added",
  level: "compatible",
  reason: "It is installed, too; who installs without requirements has to.",
  on: "releases",
  *find({ old, new: now }) {
    const known = requirementsOf(old);
    for (const [name, { text }] of requirementsOf(now)) {
      if (!known.has(name)) {
        yield { name, ...(text !== "" && { new: text }) };
      }
    }
  },
};
