import { distance } from "fastest-levenshtein";
import { excerpt } from "../shard/check-record.ts";
import type { Shard } from "../shard/shard.ts";
import { referenceText } from "./declaration.ts";
import { lineage, type NoResolution, ownMembers } from "./resolve.ts";

const MAX_SUGGESTIONS = 3;

/**
 * Why a dotted name stands for nothing, as one sentence without a full stop, and the names that may have been meant.
 */
export function describeMiss(
  shard: Shard,
  name: string,
  miss: NoResolution,
): { message: string; near: string[] } {
  const near = nearNames(shard, miss);
  const { ref, reached, missing } = miss;
  if (ref === undefined) {
    const { displayName, version } = shard.header.distribution;
    return { message: `${excerpt(name)}: ${displayName} ${version} has no module ${excerpt(missing)}`, near };
  }
  if (typeof ref !== "string" && shard.external(ref) === undefined) {
    const message = `${excerpt(name)}: ${excerpt(reached)} is ${referenceText(ref)}, of whose names this shard knows nothing`;
    return { message, near };
  }
  return { message: `${excerpt(name)}: ${excerpt(reached)} has no ${excerpt(missing)}`, near };
}

function nearNames(shard: Shard, { ref, reached, missing }: NoResolution): string[] {
  const candidates =
    ref === undefined
      ? shard.nodes.filter(({ kind }) => kind === "module").map(({ id }) => id)
      : lineage(shard, ref).flatMap((owner) => [...ownMembers(shard, owner)].map(([name]) => name));
  const limit = Math.max(2, Math.floor(missing.length / 3));
  const ranked = [...new Set(candidates)]
    .filter((name) => Math.abs(name.length - missing.length) <= limit)
    .map((name) => ({ name, far: distance(name.toLowerCase(), missing.toLowerCase()) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1));
  return ranked.slice(0, MAX_SUGGESTIONS).map(({ name }) => (reached === "" ? name : `${reached}.${name}`));
}
