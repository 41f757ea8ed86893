/** Who uses a distribution, a module, a class, a function or a parameter of one: how often, how, and where. */

import type { Row } from "../../page/columns.ts";
import { compareText } from "../../shard/canonical.ts";
import { lastName } from "../../shard/references.ts";
import { isAround } from "../index/public-names.ts";
import { nameOf, reversedName } from "../index/words.ts";
import type { OpenGraph } from "./open-graph.ts";
import { newestFirst } from "./releases.ts";
import { usedId } from "./users.ts";
import { placesIn, type UsingPlace } from "./using-places.ts";

/** What is asked about. */
export interface Dependency {
  distribution: string;
  /** Only those that had this version installed. */
  version?: string;
  /** An object and what stands below it; left out: the distribution as a whole. */
  id?: string;
}

/** A distribution that uses what is asked about. */
export interface Dependent {
  distribution: string;
  version: string;
  /** Older ones in the graph that use it as well, newest first. */
  others: readonly string[];
  /** What was installed beside it; null where it was not. */
  with: string | null;
  /** Its metadata asks for the distribution, and not for an extra only. */
  required: boolean;
  /** How often it uses it. */
  count: number;
  how: readonly string[];
  /** Of calls: all keywords that it gives. */
  keywords: readonly string[];
  /** What it uses, the most used first. */
  objects: readonly { id: string; count: number }[];
  /** Of an object where, those that use it most first; only the first place for each where others were not asked for. */
  places: readonly UsingPlace[];
  /** In how many more. */
  morePlaces: number;
}

export interface Dependents {
  of: Dependency;
  /** How many distributions the graph has. */
  distributions: number;
  /** Those that use it most first. */
  dependents: readonly Dependent[];
  /** How many more there are. */
  more: number;
  /** What of it is used, by most distributions first. */
  objects: readonly { id: string; distributions: number; count: number }[];
}

export interface DependentsOptions {
  /** Only calls that give this keyword: all figures, ways and keywords are theirs. */
  keyword?: string;
  /** So many dependents are told. Default 20. */
  most?: number;
  /** Whether all places are read, which takes a look into what each dependent uses. Default: those with a keyword. */
  places?: boolean;
}

const MOST_DEPENDENTS = 20;

/** Looks up who uses something. Only distributions that were explored are told. */
export async function dependents(
  graph: OpenGraph,
  of: Dependency,
  { keyword, most = MOST_DEPENDENTS, places = keyword !== undefined }: DependentsOptions = {},
): Promise<Dependents> {
  const rows = (await rowsFor(graph, of)).filter(
    (row) => of.version === undefined || row.to_version === of.version,
  );
  const wanted = keyword === undefined ? rows : rows.filter((row) => textsOf(row.keywords).includes(keyword));
  const groups = Map.groupBy(wanted, ({ distribution }) => String(distribution)).values();
  const users = Array.from(groups, (group) => dependentOf(of, group));
  // The index counts all uses of an object together: which of them give a keyword is only told by the places.
  const counted =
    keyword === undefined
      ? users
      : await Promise.all(users.map((one) => withPlaces(graph, of, one, keyword)));
  const found = counted.toSorted(compareDependents);
  const shown = found.slice(0, most);
  const isTold = keyword !== undefined || !places;
  const told = isTold ? shown : await Promise.all(shown.map((one) => withPlaces(graph, of, one)));
  const releases = graph.releases();
  return {
    of,
    distributions: new Set(releases.map(({ distribution }) => distribution)).size,
    dependents: told.toSorted(compareDependents).map(({ shard: _shard, ...rest }) => rest),
    more: found.length - shown.length,
    objects: objectsOf(of, found),
  };
}

function compareDependents(left: Dependent, right: Dependent): number {
  return (
    right.count - left.count ||
    Number(right.required) - Number(left.required) ||
    compareText(left.distribution, right.distribution)
  );
}

/** Rows of the index: of the distribution as a whole and all its objects, or of an object and what stands below it. */
async function rowsFor(graph: OpenGraph, of: Dependency): Promise<Row[]> {
  const { distribution, id } = of;
  if (id === undefined) {
    return await graph.withPrefix("dependents", `${distribution} `);
  }
  const names = [id, ...(await writtenNames(graph, distribution, id))];
  const rows = await Promise.all(
    names.map((name) => {
      const key = `${distribution} ${name}`;
      return graph.withPrefix("dependents", key, { isWanted: (one) => one === key || isAround(key, one) });
    }),
  );
  return rows.flat();
}

/** Names by which an object is used that are not its own: whoever could not see where they lead wrote them down so. */
async function writtenNames(graph: OpenGraph, distribution: string, id: string): Promise<string[]> {
  const last = lastName(id);
  const [ofDistribution, ofLast] = [`${distribution} `, `${last}.`];
  if (graph.rowsNear("names", ofLast) < graph.rowsNear("dependents", ofDistribution)) {
    const columns = ["key", "shard", "id", "distribution", "to_distribution", "to_id"];
    const rows = await graph.withPrefix("names", ofLast, { columns });
    const isAlias = (row: Row) =>
      row.distribution === distribution && row.to_distribution === distribution && row.to_id === id;
    return [...new Set(rows.filter(isAlias).map(nameOf))].filter((name) => name !== id);
  }
  const keys = await graph.withPrefix("dependents", ofDistribution, {
    columns: ["key", "shard"],
    isWanted: (key) => key.endsWith(`.${last}`),
  });
  const ids = [...new Set(keys.map(({ key }) => usedId(String(key))))].filter((one) => one !== id);
  const aliases = await Promise.all(
    ids.map(async (one) => {
      const rows = await graph.withKey("names", reversedName(one));
      return rows.some((row) => row.distribution === distribution && row.to_id === id) ? [one] : [];
    }),
  );
  return aliases.flat();
}

type Found = Dependent & { shard: string };

/** By the newest version that uses it. */
function dependentOf({ id }: Dependency, group: readonly Row[]): Found {
  const versions = newestFirst(
    [...new Set(group.map(({ version }) => String(version)))].map((version) => ({ version })),
  );
  const [newest, ...others] = versions.map(({ version }) => version);
  // Of one that was explored several times, on two Pythons say, one answers.
  const shard = group.find(({ version }) => version === newest)?.shard;
  const rows = group.filter((row) => row.shard === shard);
  const ofObjects = rows.filter(({ key }) => usedId(String(key)) !== "");
  const whole = id === undefined ? rows.filter(({ key }) => usedId(String(key)) === "") : [];
  const counts = new Map<string, number>();
  for (const { key, count } of ofObjects) {
    const object = usedId(String(key));
    counts.set(object, (counts.get(object) ?? 0) + Number(count));
  }
  const installed = newestFirst(
    rows.flatMap(({ to_version }) => (typeof to_version === "string" ? [{ version: to_version }] : [])),
  );
  return {
    ...{ distribution: String(group[0]?.distribution), version: newest ?? "", others },
    ...{ shard: String(shard), with: installed[0]?.version ?? null },
    required: whole.some(({ required }) => required === true),
    count: [...counts.values()].reduce((sum, count) => sum + count, 0),
    how: union(ofObjects, "how"),
    keywords: union(ofObjects, "keywords"),
    objects: objectCounts(counts),
    ...(id === undefined ? { places: [], morePlaces: 0 } : firstPlaces(ofObjects)),
  };
}

/** What the index tells of places: of each object where the first one is, and how many there are. */
function firstPlaces(rows: readonly Row[]): Pick<Dependent, "places" | "morePlaces"> {
  const told = rows.filter((row) => typeof row.in === "string");
  const places = told
    .toSorted((left, right) => Number(right.count) - Number(left.count))
    .map((row) => ({
      ...{ in: String(row.in), file: row.file as string | null, of: usedId(String(row.key)) },
      lines: row.line === null ? [] : [Number(row.line)],
      // What is told of all places is that of the only one.
      ...(Number(row.places) === 1 ? howOf(row) : { how: [] }),
    }));
  const all = told.reduce((sum, row) => sum + Number(row.places), 0);
  return { places, morePlaces: all - places.length };
}

function howOf({ how, keywords, positional }: Row): Pick<UsingPlace, "how" | "keywords" | "positional"> {
  return {
    how: textsOf(how),
    ...(keywords !== null && { keywords: textsOf(keywords) }),
    ...(positional !== null && { positional: Number(positional) }),
  };
}

/** With all its places; where a keyword is asked for, with those alone that give it, and all figures by these. */
async function withPlaces(
  graph: OpenGraph,
  { distribution }: Dependency,
  dependent: Found,
  keyword?: string,
): Promise<Found> {
  const releases = graph.releasesOf(dependent.distribution);
  const release = releases.find(({ shard }) => shard === dependent.shard);
  if (release === undefined) {
    return dependent;
  }
  const ids = new Set(dependent.objects.map(({ id }) => id));
  const all = await placesIn(graph, release, { distribution, ids });
  const places = all.filter(({ keywords }) => keyword === undefined || keywords?.includes(keyword) === true);
  const counts = new Map<string, number>();
  for (const { of, count } of places) {
    counts.set(of, (counts.get(of) ?? 0) + count);
  }
  return {
    ...{ ...dependent, places, morePlaces: 0 },
    count: [...counts.values()].reduce((sum, count) => sum + count, 0),
    ...(keyword !== undefined && {
      how: sortedUnion(places.map(({ how }) => how)),
      keywords: sortedUnion(places.map(({ keywords }) => keywords ?? [])),
      objects: objectCounts(counts),
    }),
  };
}

function objectsOf(of: Dependency, users: readonly Dependent[]): Dependents["objects"] {
  const uses = users.flatMap(({ objects }) => objects);
  return [...Map.groupBy(uses, ({ id }) => id)]
    .filter(([id]) => id !== of.id)
    .map(([id, group]) => ({
      id,
      distributions: group.length,
      count: group.reduce((sum, { count }) => sum + count, 0),
    }))
    .sort(
      (left, right) =>
        right.distributions - left.distributions ||
        right.count - left.count ||
        compareText(left.id, right.id),
    );
}

/** The most used first. */
function objectCounts(counts: ReadonlyMap<string, number>): Dependent["objects"] {
  return [...counts]
    .map(([id, count]) => ({ id, count }))
    .sort((left, right) => right.count - left.count || compareText(left.id, right.id));
}

function textsOf(cell: Row[string] | undefined): readonly string[] {
  return (cell ?? []) as readonly string[];
}

function union(rows: readonly Row[], column: string): string[] {
  return sortedUnion(rows.map((row) => textsOf(row[column])));
}

function sortedUnion(lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())].sort(compareText);
}
