import { extrasOf } from "../../facts/metadata.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "extra added",
  level: "compatible",
  reason: "Nobody is hurt.",
  on: "releases",
  *find({ old, new: now }) {
    const known = extrasOf(old);
    for (const [name, brought] of extrasOf(now)) {
      if (!known.has(name)) {
        yield { name, new: brought.join(", ") };
      }
    }
  },
};
