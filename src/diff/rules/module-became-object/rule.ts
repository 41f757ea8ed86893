import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "module became something else",
  level: "breaking",
  reason:
    "Importing the module raises ModuleNotFoundError; where its file is there yet, `import … as` gives the other thing.",
  on: "pair",
  *find({ releases, old, new: now }) {
    if (old.kind === "module" && now.kind !== "module") {
      const isHidden = releases.new.shard.isModule(old.id);
      yield { new: now.kind, ...(isHidden && { level: "risky" as const }) };
    }
  },
};
