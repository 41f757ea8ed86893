import { resolveName } from "../../../ask/resolve.ts";
import type { Ref, ShardNode } from "../../../shard/records.ts";
import { isBestNameIn } from "../../api.ts";
import { keyOf } from "../../classes/classes.ts";
import { dottedName } from "../../facts/kinds.ts";
import { Unexplored } from "../../pairs/unexplored.ts";
import type { Releases, Rule } from "../../rule.ts";

export const rule: Rule = {
  title: "something else than what was somebody else's",
  level: "risky",
  reason:
    "A class has another object under this name, or only its instances have one: what is done with it may not be done with that.",
  on: "releases",
  *find({ old, new: now }) {
    const unexplored = new Unexplored(now.shard);
    for (const { name, ref } of old.passedOn.filter((one) => isBestNameIn(old, one.name))) {
      const found = resolveName(now.shard, name);
      if (found.found && found.steps.at(-1)?.how !== "metaclass" && !unexplored.has(name)) {
        const other =
          found.node === undefined ? changedRef({ old, new: now }, ref, found.ref) : shownValue(found.node);
        if (other !== undefined) {
          yield { name, old: dottedName(ref), new: other };
        }
      }
    }
  },
};

/** What others' object it is now, where that is not only where another Python has the same. */
function changedRef({ old, new: now }: Releases, before: Ref, after: Ref): string | undefined {
  const isPythons = [before, after].every((ref) => typeof ref !== "string" && "python" in ref);
  const isOtherPython = old.shard.header.python !== now.shard.header.python;
  return keyOf(before) === keyOf(after) || (isPythons && isOtherPython) ? undefined : dottedName(after);
}

/** What is told of an object of the release itself; that a class has a method or class of its own instead is not. */
function shownValue({ kind, value, type }: ShardNode): string | undefined {
  return ["attribute", "data", "property"].includes(kind) ? (value ?? type ?? kind) : undefined;
}
