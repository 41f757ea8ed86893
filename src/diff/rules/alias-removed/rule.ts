import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "name removed",
  level: "breaking",
  reason: "Importing this name raises ImportError, using it AttributeError; the same is there under another.",
  tried: "name",
  on: "pair",
  *find({ name, old, lostNames }) {
    // Of the members of an enum rules of their own tell.
    for (const lost of old.kind === "enumMember" ? [] : lostNames) {
      yield { name: lost, new: name, advice: `use \`${name}\`` };
    }
  },
};
