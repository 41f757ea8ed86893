/** Which distributions have an import name, a dotted name, or its tail. */

import type { Row } from "../../page/columns.ts";
import { isProjectName, normalizeName } from "../../releases/project-name.ts";
import { compareVersions } from "../../releases/versions.ts";
import { compareText } from "../../shard/canonical.ts";
import { isOffering } from "../index/public-names.ts";
import { nameOf, reversedName } from "../index/words.ts";
import { followName } from "./follow-name.ts";
import type { OpenGraph } from "./open-graph.ts";
import { newestFirst } from "./releases.ts";
import { dependentCount, usersBelow } from "./users.ts";

/** A distribution that has what was asked for. */
export interface Owner {
  distribution: string;
  /** The newest that has it. */
  version: string;
  /** Older ones that have it, newest first. */
  others: readonly string[];
  /**
   * `import name`: it is imported by that. `name`: it is defined so. `alias`: it is called so, or has it as a member of what
   * is, or of a class of that. `tail`: its name ends so.
   * `distribution`: it is called so itself, and imported by another name.
   */
  why: "import name" | "name" | "alias" | "tail" | "distribution";
  /** The dotted name that it has there. */
  name: string;
  /** Of an alias: what it leads to. */
  to?: { distribution: string | null; version: string | null; id: string };
  /** module, class, function, …; null where the name leads into another distribution. */
  kind: string | null;
  /** Of an import name: the module's file. */
  file?: string | null;
  /** How many distributions of the graph use it: the object, else the distribution, which some only require. */
  dependents: number;
}

export interface Whereis {
  name: string;
  /** The likeliest first. */
  owners: readonly Owner[];
  /** How many more there are than `owners` has. */
  more: number;
  /** Files that several of the owners install, so that they can't be installed together. */
  conflicts: readonly { file: string; distributions: readonly string[] }[];
}

/** So many are told. */
const MOST_OWNERS = 20;

/** So many of a tail are ranked by how many use them. */
const MOST_RANKED = 200;

const RANKS = { "import name": 0, name: 1, alias: 2, tail: 3, distribution: 4 } as const satisfies Record<
  Owner["why"],
  number
>;

/**
 * Looks a name up: as an import name, as a whole dotted name, and as the end of one where no newest release has the whole.
 * Nobody is told who was not explored.
 *
 * @param most so many owners are told
 */
export async function whereis(graph: OpenGraph, name: string, most = MOST_OWNERS): Promise<Whereis> {
  const owners = await ownersOf(graph, name);
  const ranked = await ranking(graph, name, owners.slice(0, MOST_RANKED));
  return {
    name,
    owners: ranked.slice(0, most),
    more: owners.length - Math.min(ranked.length, most),
    conflicts: conflictsOf(ranked),
  };
}

/** The owners that {@link whereis} tells, without who uses them where that does not matter to their order. */
export async function likelyOwners(graph: OpenGraph, name: string): Promise<Omit<Owner, "dependents">[]> {
  const owners = await ownersOf(graph, name);
  return owners.length < 2
    ? owners
    : (await ranking(graph, name, owners.slice(0, MOST_RANKED))).slice(0, MOST_OWNERS);
}

async function ownersOf(graph: OpenGraph, name: string): Promise<Omit<Owner, "dependents">[]> {
  const key = reversedName(name);
  const imported = graph.isImportName(name) ? await graph.withKey("import-names", name) : [];
  // What is imported by this name has the module of this name.
  const exact = imported.length > 0 ? [] : await graph.withKey("names", key);
  const found = [
    ...imported.map((row) => ({ row, why: "import name" as const, name: String(row.key) })),
    ...exact.map((row) => ({ row, why: whyOf(row), name: nameOf(row) })),
  ];
  const tails = found.some(({ row }) => isOfNewest(graph, row))
    ? []
    : await graph.withPrefix("names", `${key}.`);
  const followed = found.length + tails.length > 0 ? [] : await followName(graph, name);
  const named = found.length + tails.length + followed.length > 0 ? [] : await importNamesOf(graph, name);
  const all = [
    ...found,
    ...tails.map((row) => ({ row, why: "tail" as const, name: nameOf(row) })),
    ...followed.map(({ beginning, place, kind }) => {
      const { distribution, version, id } = place;
      const target = { to_distribution: distribution, to_version: version, to_id: id, kind };
      return { row: { ...beginning, ...target }, why: "alias" as const, name };
    }),
    ...named.map((row) => ({ row, why: "distribution" as const, name: String(row.key) })),
  ];
  return groupedByOwner(all);
}

/** Whether the newest release of a distribution has it: what only an older one had is seldom all that is meant. */
function isOfNewest(graph: OpenGraph, { distribution, version }: Row): boolean {
  const [newest] = newestFirst(graph.releasesOf(String(distribution)));
  return newest?.version === version;
}

interface Found {
  row: Row;
  why: Owner["why"];
  name: string;
}

/** What a distribution is imported by that is called so, however that is spelt. */
async function importNamesOf(graph: OpenGraph, name: string): Promise<Row[]> {
  const releases = isProjectName(name) ? graph.releasesOf(normalizeName(name)) : [];
  const names = new Set(releases.flatMap(({ importNames }) => importNames));
  const rows = await Promise.all([...names].map((one) => graph.withKey("import-names", one)));
  return rows.flat().filter(({ distribution }) => distribution === releases[0]?.distribution);
}

function whyOf({ to_id }: Row): "name" | "alias" {
  return to_id === null ? "name" : "alias";
}

/** One owner for each distribution; of a tail for each object that it has so, by its best name. By the newest version. */
function groupedByOwner(all: readonly Found[]): Omit<Owner, "dependents">[] {
  const groups = Map.groupBy(all, ({ row, why, name }) =>
    [
      row.distribution,
      ...(why === "distribution" ? [name] : []),
      ...(why === "tail" ? [row.to_distribution ?? row.distribution, row.to_id ?? nameOf(row)] : []),
    ].join(" "),
  );
  const owners = [...groups.values()].map((group) => {
    const versions = [...new Set(group.map(({ row }) => String(row.version)))].sort((a, b) =>
      compareVersions(b, a),
    );
    const [version = "", ...others] = versions;
    const newest = group.filter(({ row }) => row.version === version);
    const best = newest.reduce((left, right) => (compareFound(right, left) < 0 ? right : left));
    return ownerOf(best, newest, version, others);
  });
  return owners.sort((left, right) => compareOwners(left, right));
}

/** A public name before a private one, not that of a module that only uses it, then the shortest, as for people who import. */
function compareFound(left: Found, right: Found): number {
  return (
    RANKS[left.why] - RANKS[right.why] ||
    Number(isPrivate(left.name)) - Number(isPrivate(right.name)) ||
    Number(isUsersName(left)) - Number(isUsersName(right)) ||
    left.name.length - right.name.length ||
    compareText(left.name, right.name)
  );
}

/** Whether it is called so in a module that neither defines it nor stands around where that is done. */
function isUsersName({ row: { to_id }, name }: Found): boolean {
  return typeof to_id === "string" && !isOffering(name.replace(/[.:][^.:]*$/, ""), to_id);
}

function ownerOf(
  { row, why, name }: Found,
  group: readonly Found[],
  version: string,
  others: readonly string[],
): Omit<Owner, "dependents"> {
  const { to_id } = row;
  const to = {
    distribution: row.to_distribution as string | null,
    version: row.to_version as string | null,
    id: String(to_id),
  };
  const kinds = group.map((one) => one.row.kind ?? null);
  return {
    ...{ distribution: String(row.distribution), version, others, why, name },
    ...(typeof to_id === "string" && { to }),
    kind:
      why === "import name" || why === "distribution"
        ? "module"
        : ((kinds.find((kind) => kind !== null) as string | undefined) ?? null),
    ...(why === "import name" && { file: row.file as string | null }),
  };
}

function compareOwners(left: Omit<Owner, "dependents">, right: Omit<Owner, "dependents">): number {
  return (
    RANKS[left.why] - RANKS[right.why] ||
    Number(left.kind === null) - Number(right.kind === null) ||
    Number(isPrivate(left.name)) - Number(isPrivate(right.name)) ||
    left.name.length - right.name.length ||
    compareText(left.name, right.name) ||
    compareText(left.distribution, right.distribution)
  );
}

function isPrivate(dotted: string): boolean {
  return dotted.split(/[.:]/).some((name) => name.startsWith("_") && !name.endsWith("__"));
}

/** Who defines it before who only calls it so, then who is called so itself, then what most use. */
async function ranking(
  graph: OpenGraph,
  name: string,
  owners: readonly Omit<Owner, "dependents">[],
): Promise<Owner[]> {
  const distributions = [...new Set(owners.map(({ distribution }) => distribution))];
  const counts = new Map(
    await Promise.all(distributions.map(async (one) => [one, await dependentCount(graph, one)] as const)),
  );
  const ofDistribution = ({ distribution }: Pick<Owner, "distribution">) => counts.get(distribution) ?? 0;
  const counted = owners.map(async (owner) => {
    return { ...owner, dependents: (await usersOfObject(graph, owner)) ?? ofDistribution(owner) };
  });
  const sameName = ({ distribution }: Owner) =>
    Number(distribution === name.replace(/[._]+/g, "-").toLowerCase());
  return (await Promise.all(counted)).sort(
    (left, right) =>
      RANKS[left.why] - RANKS[right.why] ||
      Number(left.kind === null) - Number(right.kind === null) ||
      sameName(right) - sameName(left) ||
      Number(isPrivate(left.name)) - Number(isPrivate(right.name)) ||
      right.dependents - left.dependents ||
      ofDistribution(right) - ofDistribution(left) ||
      compareOwners(left, right),
  );
}

/** How many use an object, or what stands below it; undefined of a whole distribution. */
async function usersOfObject(
  graph: OpenGraph,
  { why, distribution, name, to }: Omit<Owner, "dependents">,
): Promise<number | undefined> {
  if (why === "import name" || why === "distribution") {
    return undefined;
  }
  const { distribution: whose, id } = to ?? { distribution, id: name };
  return whose === null ? 0 : await usersBelow(graph, whose, id);
}

function conflictsOf(owners: readonly Owner[]): { file: string; distributions: string[] }[] {
  const files = Map.groupBy(
    owners.filter(({ file }) => typeof file === "string"),
    ({ file }) => String(file),
  );
  return [...files]
    .map(([file, group]) => ({ file, distributions: group.map(({ distribution }) => distribution) }))
    .filter(({ distributions }) => distributions.length > 1);
}
