import { resolveName } from "../../../ask/resolve.ts";
import { isPublicName } from "../../api.ts";
import { dottedName } from "../../facts/kinds.ts";
import { heldBy } from "../../pairs/pairing.ts";
import { Unexplored } from "../../pairs/unexplored.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "name of somebody else's no longer passed on",
  level: "breaking",
  reason: "Importing it from here raises ImportError.",
  tried: "name",
  on: "releases",
  *find({ old, new: now }) {
    const unexplored = new Unexplored(now.shard);
    for (const { name, ref } of old.passedOn) {
      const holder = heldBy(now.shard, name);
      const isGone =
        holder?.kind === "module" && !resolveName(now.shard, name).found && !unexplored.has(name);
      if (isGone) {
        const mayBeMade = Object.hasOwn(holder.members ?? {}, "__getattr__");
        const place = dottedName(ref);
        // What private places have is passed on by public ones, which nobody tells here.
        const isKnown = place.split(".").every(isPublicName);
        yield {
          ...{ name, ...(isKnown && { advice: `import \`${place}\`` }) },
          ...(mayBeMade && { level: "deprecation" as const }),
        };
      }
    }
  },
};
