/** The objects that a name stands for. */

import type { ObjectPlace } from "./follow-name.ts";
import type { OpenGraph } from "./open-graph.ts";
import { likelyOwners } from "./whereis.ts";

/** The objects that a name leads to, as `whereis` finds it, by where they are defined. The likeliest first. */
export async function findObjects(graph: OpenGraph, name: string): Promise<ObjectPlace[]> {
  const owners = await likelyOwners(graph, name);
  const places = owners.flatMap(({ distribution, version, name: found, to }): ObjectPlace[] => {
    if (to === undefined) {
      return [{ distribution, version, id: found }];
    }
    const isSomebodys = to.distribution !== null && to.version !== null;
    return isSomebodys ? [{ distribution: to.distribution ?? "", version: to.version ?? "", id: to.id }] : [];
  });
  return [...new Map(places.map((place) => [`${place.distribution} ${place.id}`, place])).values()];
}
