import { isAround } from "../index/public-names.ts";
import type { OpenGraph } from "./open-graph.ts";

/** How many distributions of a graph use or require one. */
export function dependentCount(graph: OpenGraph, distribution: string): Promise<number> {
  return userCount(graph, distribution, "");
}

/** How many distributions of a graph use or import one object of another. */
export async function userCount(graph: OpenGraph, distribution: string, id: string): Promise<number> {
  const rows = await graph.withKey("dependents", `${distribution} ${id}`, {
    columns: ["key", "distribution", "shard"],
  });
  return new Set(rows.map((row) => row.distribution)).size;
}

/** How many distributions of a graph use or import an object of another, or what stands below it. */
export async function usersBelow(graph: OpenGraph, distribution: string, id: string): Promise<number> {
  const whole = `${distribution} ${id}`;
  const rows = await graph.withPrefix("dependents", whole, {
    columns: ["key", "distribution", "shard"],
    isWanted: (key) => key === whole || isAround(whole, key),
  });
  return new Set(rows.map((row) => row.distribution)).size;
}

/** The object that a key of the index of dependents speaks of; empty: the distribution as a whole. */
export function usedId(key: string): string {
  return key.slice(key.indexOf(" ") + 1);
}

/** How a distribution uses an object of another one, everywhere in it. */
export interface DistributionUse {
  /** Who uses it. */
  distribution: string;
  /** The object: its id, or the name as written. */
  id: string;
  count: number;
  how: readonly string[];
  /** Of calls: all keywords that it gives, and the most arguments without one. */
  keywords: readonly string[];
  positional: number;
}

/** All uses of the objects of a distribution, by object, whatever its version. */
export async function usesOfDistribution(graph: OpenGraph, distribution: string): Promise<DistributionUse[]> {
  const prefix = `${distribution} `;
  const columns = ["key", "distribution", "shard", "count", "how", "keywords", "positional"];
  const rows = await graph.withPrefix("dependents", prefix, { columns });
  return rows
    .filter(({ key }) => String(key) !== prefix)
    .map((row) => ({
      ...{ distribution: String(row.distribution), id: String(row.key).slice(prefix.length) },
      ...{ count: Number(row.count), how: texts(row.how), keywords: texts(row.keywords) },
      positional: Number(row.positional ?? 0),
    }));
}

function texts(cell: unknown): readonly string[] {
  return Array.isArray(cell) ? cell.map(String) : [];
}
