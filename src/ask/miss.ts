import { excerpt } from "../shard/check-record.ts";
import type { NodeKind, ShardNode } from "../shard/records.ts";
import type { ShardObjects } from "../shard/shard.ts";
import { referenceText } from "./declaration.ts";
import { KIND_NAMES } from "./kind-names.ts";
import { nearNames } from "./near-names.ts";
import { lineage, type NoResolution, ownMembers } from "./resolve.ts";

const CALLED: ReadonlySet<NodeKind> = new Set(["function", "method", "classmethod", "staticmethod"]);

/**
 * Why a dotted name stands for nothing, as one sentence without a full stop, and the names that may have been meant.
 */
export function describeMiss(
  shard: ShardObjects,
  name: string,
  miss: NoResolution,
): { message: string; near: string[] } {
  const near = meantNames(shard, miss);
  const { ref, reached, missing } = miss;
  if (ref === undefined) {
    const { displayName, version } = shard.header.distribution;
    return { message: `${excerpt(name)}: ${displayName} ${version} has no module ${excerpt(missing)}`, near };
  }
  if (typeof ref !== "string" && shard.external(ref) === undefined) {
    const message = `${excerpt(name)}: ${excerpt(reached)} is ${referenceText(ref)}, of whose names this shard knows nothing`;
    return { message, near };
  }
  const node = typeof ref === "string" ? shard.node(ref) : undefined;
  const message = `${excerpt(name)}: ${excerpt(reached)} has no ${excerpt(missing)}${whyUnknown(node)}`;
  return { message, near };
}

/** Behind what has no such name: why it may have it for all that. */
function whyUnknown(node: ShardNode | undefined): string {
  if (node?.imported === false) {
    return "; it was not imported, and its source says no more";
  }
  const isCalled = node !== undefined && CALLED.has(node.kind);
  return isCalled
    ? `; it is a ${KIND_NAMES[node.kind][0]}, and what one makes when it is called is not recorded`
    : "";
}

function meantNames(shard: ShardObjects, { ref, reached, missing }: NoResolution): string[] {
  const candidates: readonly string[] =
    ref === undefined
      ? shard.moduleIds()
      : lineage(shard, ref).flatMap((owner) => [...ownMembers(shard, owner)].map(([name]) => name));
  return nearNames(candidates, missing).map((name) => (reached === "" ? name : `${reached}.${name}`));
}
