/** The objects that a name stands for, followed through aliases, members and bases over all releases of a graph. */

import type { Row } from "../../page/columns.ts";
import { nameOf, reversedName } from "../index/words.ts";
import type { OpenGraph } from "./open-graph.ts";
import { releaseReferred } from "./releases.ts";
import { whereis } from "./whereis.ts";

/** An object, by where it is defined. */
export interface ObjectPlace {
  distribution: string;
  version: string;
  id: string;
}

/**
 * The objects that have a name: an import name, a dotted name, the end of one, or what is found by following the rest of it
 * from the longest beginning that is known (`requests.Session.mount`, and what a class inherits). The likeliest first.
 */
export async function findObjects(graph: OpenGraph, name: string): Promise<ObjectPlace[]> {
  const { owners } = await whereis(graph, name);
  const known = owners.flatMap(({ distribution, version, name: found, to }): ObjectPlace[] => {
    if (to === undefined) {
      return [{ distribution, version, id: found }];
    }
    const isSomebodys = to.distribution !== null && to.version !== null;
    return isSomebodys ? [{ distribution: to.distribution ?? "", version: to.version ?? "", id: to.id }] : [];
  });
  return eachOnce(known.length > 0 ? known : await followed(graph, name));
}

function eachOnce(places: readonly ObjectPlace[]): ObjectPlace[] {
  return [...new Map(places.map((place) => [`${place.distribution} ${place.id}`, place])).values()];
}

async function followed(graph: OpenGraph, name: string): Promise<ObjectPlace[]> {
  const parts = name.split(/[.:]/);
  for (let length = parts.length - 1; length > 0; length--) {
    const beginning = parts.slice(0, length).join(".");
    const rows = await graph.withKey("names", reversedName(beginning));
    if (rows.length > 0) {
      const starts = eachOnce(rows.flatMap(placeOf));
      const ends = await Promise.all(starts.map((start) => follow(graph, start, parts.slice(length))));
      return ends.filter((end) => end !== undefined);
    }
  }
  return [];
}

function placeOf(row: Row): ObjectPlace[] {
  return row.to_id === null
    ? [{ distribution: String(row.distribution), version: String(row.version), id: nameOf(row) }]
    : targetOf(row);
}

/** Where a row of a table leads; nowhere where nobody knows. */
function targetOf({ to_distribution, to_version, to_id }: Row): ObjectPlace[] {
  return typeof to_distribution === "string" && typeof to_version === "string"
    ? [{ distribution: to_distribution, version: to_version, id: String(to_id) }]
    : [];
}

async function follow(
  graph: OpenGraph,
  start: ObjectPlace,
  names: readonly string[],
): Promise<ObjectPlace | undefined> {
  let place: ObjectPlace | undefined = start;
  for (const name of names) {
    place = place && (await memberOf(graph, place, name));
  }
  return place;
}

/** What an object has under a name: itself, or by what it is made of. */
async function memberOf(
  graph: OpenGraph,
  place: ObjectPlace,
  name: string,
): Promise<ObjectPlace | undefined> {
  const own = await ownMember(graph, place, name);
  if (own !== undefined) {
    return own;
  }
  const references = await referencesOf(graph, place);
  const type = references.find(({ field }) => field === "valueType");
  const classes = [
    ...(type === undefined ? [] : [type]),
    ...references.filter(({ field }) => field === "mro"),
  ];
  for (const one of classes.flatMap(targetOf)) {
    const found = type === undefined ? await ownMember(graph, one, name) : await memberOf(graph, one, name);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

async function ownMember(
  graph: OpenGraph,
  place: ObjectPlace,
  name: string,
): Promise<ObjectPlace | undefined> {
  const linked = await releaseReferred(graph, place.distribution, place.version);
  const rows = linked === undefined ? [] : await graph.rowsOf(linked.release, "members", place.id);
  return rows.filter((row) => row.name === name).flatMap(targetOf)[0];
}

async function referencesOf(graph: OpenGraph, place: ObjectPlace): Promise<Row[]> {
  const linked = await releaseReferred(graph, place.distribution, place.version);
  return linked === undefined ? [] : await graph.rowsOf(linked.release, "references", place.id);
}
