import type { NodeKind } from "../shard/records.ts";
import type { Added, Finding } from "./rule.ts";

/** What is to be told of something new of one of these kinds, in a class or elsewhere. */
export function* added(
  { object }: Added,
  where: "class" | "module",
  ...kinds: readonly NodeKind[]
): Generator<Finding> {
  if (kinds.includes(object.node.kind) && (object.holder !== undefined) === (where === "class")) {
    yield {};
  }
}
