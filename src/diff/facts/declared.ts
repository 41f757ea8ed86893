import { resolveName } from "../../ask/resolve.ts";
import { isFlavour } from "../classes/classes.ts";
import { publicFields } from "../classes/fields.ts";
import { heldBy } from "../pairs/pairing.ts";
import type { Added, Releases } from "../rule.ts";

/** Whether a member is a field or a key of a class that declares such in both releases: rules of their own tell of these. */
export function isDeclared({ old, new: now }: Releases, name: string): boolean {
  const [before, after] = [heldBy(old.shard, name), heldBy(now.shard, name)];
  if (before?.kind !== "class" || after?.kind !== "class") {
    return false;
  }
  const member = name.split(".").at(-1) ?? name;
  const fields = [publicFields(old.shard, before), publicFields(now.shard, after)];
  const areFields = !fields.includes(undefined) && fields.some((of) => of?.has(member));
  return areFields || [before, after].every((holder) => isFlavour(holder, "typeddict"));
}

/** What a new member wants of classes that were written before: to have it, or to override it. */
export function demandOf({ releases, object }: Added): "member" | "override" | undefined {
  const { holder, node } = object;
  const found = holder && resolveName(releases.old.shard, holder.names[0]);
  const before = found?.found ? found.node : undefined;
  if (holder === undefined || before === undefined) {
    return undefined;
  }
  if (isFlavour(before, "protocol")) {
    return isFlavour(holder.node, "protocol") && node.kind !== "class" ? "member" : undefined;
  }
  // That the class itself can't be instantiated any more is told of the class.
  return isFlavour(before, "abstract") && node.flags?.includes("abstract") ? "override" : undefined;
}
