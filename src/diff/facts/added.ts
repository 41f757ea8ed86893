import type { NodeKind } from "../../shard/records.ts";
import type { Added, Finding } from "../rule.ts";
import { demandOf, isDeclared } from "./declared.ts";

/** What is to be told of something new of one of these kinds, in a class or elsewhere, that wants nothing of anybody. */
export function* added(
  one: Added,
  where: "class" | "module",
  ...kinds: readonly NodeKind[]
): Generator<Finding> {
  const isMember = one.object.holder !== undefined;
  const isTold = isMember && (isDeclared(one.releases, one.name) || demandOf(one) !== undefined);
  if (kinds.includes(one.object.node.kind) && isMember === (where === "class") && !isTold) {
    yield {};
  }
}
