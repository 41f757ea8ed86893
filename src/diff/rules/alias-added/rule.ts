import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "name added",
  level: "compatible",
  reason: "Nobody is hurt: what had a name has another one.",
  on: "pair",
  *find({ name, old, new: now, newNames }) {
    for (const added of newNames) {
      // What was moved is told to be, with the name that follows from it.
      if (old.id === now.id || added !== now.id.replace(":", ".")) {
        yield { name: added, new: name };
      }
    }
  },
};
