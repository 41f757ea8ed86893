import { type NoResolution, resolveName } from "../ask/resolve.ts";
import type { ForeignRef, Ref } from "../shard/records.ts";
import type { Shard } from "../shard/shard.ts";

/** A name that leads nowhere. */
export interface Miss {
  name: string;
  /** Why, in words that are the same for all of its kind. */
  reason: string;
  /** How far it could be followed; empty where not even a module was found. */
  reached: string;
  /** The name that is not there. */
  missing: string;
}

/** How many of the names that somebody expects are there. */
export interface Coverage {
  total: number;
  resolved: number;
  misses: Miss[];
}

/**
 * The shards that a dotted name may be found in, the likeliest first.
 *
 * @param from the reference that led to it, where one did
 */
export type ShardsFor = (name: string, from?: ForeignRef) => Promise<readonly Shard[]>;

/** References may lead from shard to shard in circles. */
const MAX_SHARDS = 8;

/**
 * Follows each name by the longest module it begins with, members and bases; from shard to shard where a name leads
 * into another distribution that was explored too.
 */
export async function coverageOf(names: readonly string[], shardsFor: ShardsFor): Promise<Coverage> {
  const misses: Miss[] = [];
  for (const name of names) {
    const miss = await missOf(name, shardsFor);
    if (miss !== undefined) {
      misses.push({ name, ...miss });
    }
  }
  return { total: names.length, resolved: names.length - misses.length, misses };
}

interface Wanted {
  name: string;
  from?: ForeignRef;
}

async function missOf(name: string, shardsFor: ShardsFor): Promise<Omit<Miss, "name"> | undefined> {
  let farthest: Omit<Miss, "name"> | undefined;
  let wanted: Wanted | undefined = { name };
  const asked = new Set<string>();
  while (wanted !== undefined && asked.size < MAX_SHARDS && !asked.has(wanted.name)) {
    asked.add(wanted.name);
    let onward: Wanted | undefined;
    for (const shard of await shardsFor(wanted.name, wanted.from)) {
      const result = resolveName(shard, wanted.name);
      if (result.found) {
        return undefined;
      }
      onward ??= elsewhere(wanted.name, result);
      const { reached, missing } = result;
      if (farthest === undefined || reached.length > farthest.reached.length) {
        farthest = { reason: reasonOf(shard, result), reached, missing };
      }
    }
    wanted = onward;
  }
  const [missing = ""] = name.split(/[.:]/, 1);
  return farthest ?? { reason: "no explored distribution has the module", reached: "", missing };
}

/** The name to ask the shard of another distribution for, where a name leads there. */
function elsewhere(name: string, { ref, reached }: NoResolution): Wanted | undefined {
  return ref === undefined || typeof ref === "string"
    ? undefined
    : { name: `${ref.id}${name.slice(reached.length)}`, from: ref };
}

function reasonOf(shard: Shard, { ref, reached, missing }: NoResolution): string {
  if (ref === undefined) {
    return "no explored distribution has the module";
  }
  if (typeof ref !== "string") {
    return shard.external(ref) === undefined
      ? "it leads into a distribution that is not explored"
      : "a class of another distribution has no such name";
  }
  const node = shard.node(ref);
  if (node?.kind === "module") {
    const problem =
      shard.problems.find(({ module, stage }) => module === `${reached}.${missing}` && stage !== "walk") ??
      shard.problems.find(({ module, stage }) => module === ref && stage !== "walk" && stage !== "name");
    return problem === undefined
      ? "the module has no such name"
      : `the module has a problem of stage ${problem.stage}: ${problem.error}`;
  }
  if (node?.kind === "class") {
    return hasUnknownAncestor(shard, ref)
      ? "the class has no such name, and not all of its ancestors are known"
      : "the class has no such name";
  }
  return `what stands there is ${node?.kind ?? "nothing known"}, and has no such name`;
}

function hasUnknownAncestor(shard: Shard, id: string): boolean {
  const { mro, bases = [] } = shard.node(id) ?? {};
  const isUnknown = (ref: Ref) => typeof ref !== "string" && shard.external(ref) === undefined;
  return mro === undefined || [...mro, ...bases].some(isUnknown);
}
