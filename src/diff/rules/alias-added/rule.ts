import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "name added",
  level: "compatible",
  reason: "Nobody is hurt: what had a name has another one.",
  on: "pair",
  *find({ name, old, new: now, newNames }) {
    // Of the members of an enum rules of their own tell; what was moved is told to be, with the name that follows from it.
    const told = old.id === now.id ? undefined : now.id.replace(":", ".");
    const [added] = old.kind === "enumMember" ? [] : newNames.filter((one) => one !== told);
    // Others follow from the best one.
    if (added !== undefined) {
      yield { name: added, new: name };
    }
  },
};
