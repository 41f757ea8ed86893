import { canonicalJson, compareText } from "../../shard/canonical.ts";
import type { ForeignRef, Use } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";
import { isAtOrBelow } from "./imports.ts";

/** One object of others, and all places that use it. */
export interface UsedObject {
  of: ForeignRef;
  /** Sorted. */
  how: Use["how"];
  /** In all places together. */
  count: number;
  /** Those that use it most first. */
  places: Pick<Use, "in" | "as" | "how" | "count" | "lines" | "keywords" | "positional">[];
}

/**
 * What places at and below a name use of others, by object, the most used first.
 *
 * @param name a module, class or function of the shard; undefined for all of it
 * @param other whether an owner is one that is asked for
 */
export function usesOf(
  shard: Shard,
  name: string | undefined,
  other: (ref: ForeignRef) => boolean,
): UsedObject[] {
  const wanted = shard.uses.filter(
    (use) => other(use.of) && (name === undefined || isAtOrBelow(use.in, name)),
  );
  return [...Map.groupBy(wanted, ({ of }) => canonicalJson(of)).values()]
    .map((uses) => ({
      of: (uses[0] as Use).of,
      how: [...new Set(uses.flatMap(({ how }) => how))].sort(compareText),
      count: uses.reduce((sum, { count }) => sum + count, 0),
      places: uses
        .map(({ record: _, of: __, ...place }) => place)
        .sort((a, b) => b.count - a.count || compareText(a.in, b.in)),
    }))
    .sort((a, b) => b.count - a.count || compareText(a.of.id, b.of.id));
}

/** Whether a reference is into what a person calls `requests`, `python`, or by a dotted name such as `urllib3.util`. */
export function ownedBy(asked: string): (ref: ForeignRef) => boolean {
  const normalized = asked.toLowerCase().replaceAll(/[-_.]+/g, "-");
  return (ref) =>
    ("python" in ref && asked === "python") ||
    ("distribution" in ref && ref.distribution === normalized) ||
    isAtOrBelow(ref.id, asked);
}
