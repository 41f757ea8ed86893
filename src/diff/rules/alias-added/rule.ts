import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "name added",
  level: "compatible",
  reason: "Nobody is hurt: what had a name has another one.",
  on: "pair",
  *find({ name, old, new: now, newNames }) {
    // What was moved is told to be, with the new name.
    for (const added of old.module === now.module ? newNames : []) {
      yield { name: added, new: name };
    }
  },
};
