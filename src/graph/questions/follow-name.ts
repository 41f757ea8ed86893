/** Follows a name from the longest beginning that an index has, through members and classes, over all releases of a graph. */

import type { Row } from "../../page/columns.ts";
import { nameOf, reversedName } from "../index/words.ts";
import type { OpenGraph, Release } from "./open-graph.ts";
import { releaseReferred } from "./releases.ts";

/** An object, by where it is defined. */
export interface ObjectPlace {
  distribution: string;
  version: string;
  id: string;
}

/** Where a name leads. */
export interface FollowedName {
  /** The row of the index of names that its beginning has. */
  beginning: Row;
  place: ObjectPlace;
  /** Of the node; null where nobody has explored it. */
  kind: string | null;
}

/**
 * What is found by following the end of a name from the longest beginning that is known: what a class has under an alias
 * (`requests.Session.mount`), what it inherits, what a value has by its class.
 */
export async function followName(graph: OpenGraph, name: string): Promise<FollowedName[]> {
  const parts = name.split(/[.:]/);
  for (let length = parts.length - 1; length > 0; length--) {
    const rows = await graph.withKey("names", reversedName(parts.slice(0, length).join(".")));
    if (rows.length > 0) {
      const ends = await Promise.all(rows.map((row) => followFrom(graph, row, parts.slice(length))));
      return ends.filter((end) => end !== undefined);
    }
  }
  return [];
}

async function followFrom(
  graph: OpenGraph,
  beginning: Row,
  names: readonly string[],
): Promise<FollowedName | undefined> {
  let [place] = placeOf(beginning);
  for (const name of names) {
    place = place && (await memberOf(graph, place, name));
  }
  return place && { beginning, place, kind: await kindOf(graph, place) };
}

async function kindOf(graph: OpenGraph, { distribution, version, id }: ObjectPlace): Promise<string | null> {
  const linked = await releaseReferred(graph, distribution, version);
  if (linked === undefined) {
    return null;
  }
  const isNode = (row: Row) => row.to_id === null && nameOf(row) === id;
  const known = (await namesOf(graph, linked.release, id)).find(isNode);
  const [node = known] =
    known === undefined ? await graph.rowsOf(linked.release, "nodes", id, ["id", "kind"]) : [];
  return (node?.kind as string | undefined) ?? null;
}

/** The rows that the index of names has of a release for a dotted name. */
async function namesOf(graph: OpenGraph, { shard }: Release, name: string): Promise<Row[]> {
  return (await graph.withKey("names", reversedName(name))).filter((row) => row.shard === shard);
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
  if (linked === undefined) {
    return undefined;
  }
  const known = await namesOf(graph, linked.release, `${place.id}.${name}`);
  // Several: a module and what hides it.
  if (known.length === 1) {
    return known.flatMap(placeOf)[0];
  }
  const rows = await graph.rowsOf(linked.release, "members", place.id);
  return rows.filter((row) => row.name === name).flatMap(targetOf)[0];
}

async function referencesOf(graph: OpenGraph, place: ObjectPlace): Promise<Row[]> {
  const linked = await releaseReferred(graph, place.distribution, place.version);
  return linked === undefined ? [] : await graph.rowsOf(linked.release, "references", place.id);
}
