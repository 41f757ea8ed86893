import { normalizeName } from "../../releases/project-name.ts";
import { canonicalJson, compareText } from "../../shard/canonical.ts";
import type { ForeignRef, Use } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";
import { isAtOrBelow } from "./imports.ts";

/** A place that uses something of others. */
export type UsingPlace = Omit<Use, "record" | "of">;

/** One object of others, and all places that use it. */
export interface UsedObject {
  of: ForeignRef;
  /** Sorted. */
  how: Use["how"];
  /** In all places together. */
  count: number;
  /** Those that use it most first. */
  places: UsingPlace[];
}

/**
 * What places at and below a node use of others, by object, the most used first.
 *
 * @param name a module, class or function of the shard; undefined for all of it
 * @param isWanted whether a use is one that is asked for
 */
export function usesOf(
  shard: Shard,
  name: string | undefined,
  isWanted: (use: Use) => boolean = () => true,
): UsedObject[] {
  const wanted = shard.uses.filter(
    (use) => isWanted(use) && (name === undefined || isAtOrBelow(use.in, name)),
  );
  return [...Map.groupBy(wanted, ({ of }) => canonicalJson(of)).values()]
    .map((uses) => ({
      of: (uses[0] as Use).of,
      how: [...new Set(uses.flatMap(({ how }) => how))].sort(compareText),
      count: uses.reduce((sum, { count }) => sum + count, 0),
      places: uses
        .map(({ record: _record, of: _of, ...place }) => place)
        .sort((a, b) => b.count - a.count || compareText(a.in, b.in)),
    }))
    .sort((a, b) => b.count - a.count || compareText(a.of.id, b.of.id));
}

/**
 * Whether a use is of what a person calls `requests` or `python`; else, where the shard uses nothing of an owner called so,
 * of what stands at or below a dotted name, canonical or as it was written.
 */
export function isUseOf(shard: Shard, asked: string): (use: Use) => boolean {
  const owner = normalizeName(asked);
  if (shard.uses.some(({ of }) => ownerName(of) === owner)) {
    return ({ of }) => ownerName(of) === owner;
  }
  return (use) => isUseBelow(use, asked);
}

/** Whether a use is of what stands at or below a dotted name, canonical or as it was written. */
function isUseBelow({ of, as = of.id }: Use, name: string): boolean {
  return isAtOrBelow(of.id, name) || isAtOrBelow(as, name);
}

/**
 * What is used that may be meant by the name of something in a distribution that nobody here has explored: what has that name,
 * or stands below it; else the one object that has the same last name further down, as `urllib3.util.retry.Retry` for
 * `urllib3.util.Retry`.
 */
export function usesOfForeign(shard: Shard, name: string): UsedObject[] {
  const used = usesOf(shard, undefined, (use) => isUseBelow(use, name));
  if (used.length > 0) {
    return used;
  }
  const deeper = usesOf(shard, undefined, ({ of }) => isFurtherDown(of.id, name));
  return deeper.length === 1 ? deeper : [];
}

/** Whether an id has all names of another one in their order, the first and the last in their places. */
function isFurtherDown(id: string, name: string): boolean {
  const wanted = name.split(/[.:]/);
  const names = id.split(/[.:]/);
  if (wanted.length < 2 || names[0] !== wanted[0] || names.at(-1) !== wanted.at(-1)) {
    return false;
  }
  let found = 0;
  for (const one of names) {
    found += one === wanted[found] ? 1 : 0;
  }
  return found === wanted.length;
}

/** Whose an object is: a distribution's normalised name, `python`, nothing for what is not installed. */
export function ownerName(ref: ForeignRef): string {
  return "python" in ref ? "python" : (ref.distribution ?? "");
}
