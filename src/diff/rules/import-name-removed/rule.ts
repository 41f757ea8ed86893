import { removed } from "../../facts/removed.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "import name removed",
  level: "breaking",
  reason: "Importing it raises ModuleNotFoundError.",
  on: "gone",
  *find(gone) {
    if (!gone.object.names[0].includes(".")) {
      yield* removed(gone, "module");
    }
  },
};
