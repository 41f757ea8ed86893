import { resolveName } from "../../../ask/resolve.ts";
import { isBestNameIn, isPublicName } from "../../api.ts";
import { dottedName } from "../../facts/kinds.ts";
import { heldBy } from "../../pairs/pairing.ts";
import { Unexplored } from "../../pairs/unexplored.ts";
import type { Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "name of somebody else's no longer passed on",
  level: "breaking",
  reason: "Importing it from here raises ImportError, reading it of a class AttributeError.",
  tried: "name",
  isDoubted: true,
  on: "releases",
  *find({ old, new: now }) {
    const unexplored = new Unexplored(now.shard);
    for (const { name, ref } of old.passedOn) {
      const holder = heldBy(now.shard, name);
      const isHeld = holder?.kind === "module" || isBestNameIn(old, name);
      const isGone =
        holder !== undefined && isHeld && !resolveName(now.shard, name).found && !unexplored.has(name);
      if (isGone) {
        const mayBeMade = Object.hasOwn(holder.members ?? {}, "__getattr__");
        const place = dottedName(ref);
        // What private places have is passed on by public ones, which nobody tells here.
        const isKnown = place.split(".").every(isPublicName);
        yield {
          ...{ name, ...(isKnown && holder.kind === "module" && { advice: `import \`${place}\`` }) },
          ...(mayBeMade && {
            level: holder.kind === "module" ? ("deprecation" as const) : ("risky" as const),
          }),
        };
      }
    }
  },
};
