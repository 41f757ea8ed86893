import type { ObjectPair } from "./rule.ts";

/** Whether of both the same is known: what was only read has not all that is there once it is imported, and some of it otherwise. */
export function areKnownAlike({ old, new: now }: Pick<ObjectPair, "old" | "new">): boolean {
  return (old.from[0] === "source") === (now.from[0] === "source");
}
