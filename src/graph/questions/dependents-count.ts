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

/** The last name of an id. */
export function lastName(id: string): string {
  return id.slice(Math.max(id.lastIndexOf("."), id.lastIndexOf(":")) + 1);
}
