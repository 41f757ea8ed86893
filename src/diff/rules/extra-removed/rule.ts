import { extrasOf } from "../../facts/metadata.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "extra removed",
  level: "risky",
  reason: "Installers only warn of it, and what it brought is missing; most are for developers.",
  on: "releases",
  *find({ old, new: now }) {
    const known = extrasOf(now);
    for (const [name, brought] of extrasOf(old)) {
      if (!known.has(name)) {
        yield { name, old: brought.join(", ") };
      }
    }
  },
};
