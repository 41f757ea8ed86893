/** What a name that nobody has may have been meant for. */

import { nearNames } from "../../ask/near-names.ts";
import { isProjectName, normalizeName } from "../../releases/project-name.ts";
import { findObjects } from "./find-objects.ts";
import type { ObjectPlace } from "./follow-name.ts";
import type { OpenGraph } from "./open-graph.ts";
import { releaseReferred } from "./releases.ts";
import { nearWords, search } from "./search.ts";

export interface NearestNames {
  /** The longest beginning of it that somebody has, and what that is. */
  reached?: { name: string; place: ObjectPlace };
  /** Names that somebody has, the likeliest first. */
  names: readonly string[];
}

/** Beginnings of more parts than these are not looked for: each is several look-ups. */
const MOST_PARTS = 12;

/** Looks for names that are almost a name: in what its beginning has, else import names, distributions and last names. */
export async function nearestNames(graph: OpenGraph, name: string): Promise<NearestNames> {
  const parts = name.split(/[.:]/);
  for (let length = Math.min(parts.length, MOST_PARTS) - 1; length > 0; length--) {
    const beginning = parts.slice(0, length).join(".");
    const known = await knownPlaces(graph, beginning);
    const near = nearNames(
      known.flatMap(({ members }) => members),
      parts[length] ?? "",
    );
    const having = near.flatMap((member) =>
      known.filter(({ members }) => members.includes(member)).map(({ place }) => ({ place, member })),
    );
    const { place } = having[0] ?? known[0] ?? {};
    if (place !== undefined) {
      const names = having.map((one) => `${calledName(beginning, one.place)}.${one.member}`);
      return { reached: { name: beginning, place }, names: [...new Set(names)] };
    }
  }
  const [top = name] = parts;
  const releases = graph.releases();
  const tops = releases.flatMap(({ distribution, importNames }) => [distribution, ...importNames]);
  const ends = parts.length === 1 ? await nearLastNames(graph, name) : [];
  const near = nearNames([...tops, ...ends], top).map((one) => [one, ...parts.slice(1)].join("."));
  return { names: parts.length === 1 ? near : await existing(graph, near) };
}

/** What has a name and was explored, with the names that it has. */
async function knownPlaces(
  graph: OpenGraph,
  name: string,
): Promise<{ place: ObjectPlace; members: readonly string[] }[]> {
  const places = await findObjects(graph, name);
  const known = places.map(async (place) => ({ place, members: await memberNames(graph, place) }));
  return (await Promise.all(known)).flatMap(({ place, members }) =>
    members === undefined ? [] : [{ place, members }],
  );
}

/** What a person imports it by who called it by the name of its distribution. */
function calledName(name: string, { distribution, id }: ObjectPlace): string {
  return isProjectName(name) && normalizeName(name) === distribution ? id : name;
}

async function existing(graph: OpenGraph, names: readonly string[]): Promise<string[]> {
  const found = await Promise.all(names.map((name) => findObjects(graph, name)));
  return names.filter((_, index) => found[index]?.length !== 0);
}

/** Names that an object has of its own; undefined where nobody has explored its distribution. */
async function memberNames(graph: OpenGraph, place: ObjectPlace): Promise<string[] | undefined> {
  const linked = await releaseReferred(graph, place.distribution, place.version);
  const rows = linked && (await graph.rowsOf(linked.release, "members", place.id));
  return rows?.map((row) => String(row.name));
}

/** Last names of what has a word that is almost this one: `Session` for `Sesion`. */
async function nearLastNames(graph: OpenGraph, name: string): Promise<string[]> {
  const words = await nearWords(graph, name.toLowerCase());
  const hits = await Promise.all(words.map((word) => search(graph, word, { most: 1 })));
  const names = hits.flatMap(({ hits: [hit] }) =>
    hit?.matched === "exact" ? [hit.name.slice(hit.name.lastIndexOf(".") + 1)] : [],
  );
  return [...new Set(names)];
}
