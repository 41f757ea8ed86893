import type { OpenGraph } from "./open-graph.ts";

/** How many distributions of a graph use or require one. */
export async function dependentCount(graph: OpenGraph, distribution: string): Promise<number> {
  const rows = await graph.withKey("dependents", `${distribution} `);
  return new Set(rows.map((row) => row.distribution)).size;
}
