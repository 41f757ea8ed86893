import { type UsedObject, usesOf } from "../ask/taken/uses.ts";
import { InputError } from "../errors/input-error.ts";
import { quoted } from "../errors/quoted.ts";
import { isSameVersion, satisfies } from "../releases/versions.ts";
import { compareText } from "../shard/canonical.ts";
import type { Shard } from "../shard/shard.ts";
import type { History } from "./history.ts";
import { dotted } from "./release-names.ts";
import { type HistoryRow, isCallKnown, isPresent, kindAt } from "./rows.ts";

/** Something that a package uses and a release has not. */
export interface Lack {
  /** As the package writes it where that is told, else its id. */
  name: string;
  /** Keywords that the release does not take, though it has the name. */
  keywords?: string[];
  /** How many arguments are given without a keyword, where the release takes fewer. */
  positional?: number;
  /** Where it is used first, and in how many places. */
  in: string;
  line: number;
  places: number;
}

export interface ReleaseLacks {
  version: string;
  lacks: Lack[];
}

/** From which version on a dependency has all that a package uses of it. */
export interface Lowest {
  package: string;
  packageVersion: string;
  dependency: string;
  /** The release that the package was explored with, or the one that stands for it. */
  exploredWith: string;
  /** What the package's metadata asks for. */
  declared?: string;
  /** How many of its objects the package uses; those that not even that release is known to have do not count. */
  objects: number;
  untold: string[];
  /** The oldest release from which on each one up to that has all. */
  lowest: string;
  /** Whether no explored release is older. */
  isOldest: boolean;
  /** Releases before it, and later ones, that lack something, the newest first. */
  lacking: ReleaseLacks[];
  newer: ReleaseLacks[];
}

/** So many versions are named to a person, the newest. */
const MOST_VERSIONS = 12;

export interface LowestOptions {
  /** A PEP 440 specifier set: only releases that it allows are looked at. Default: all. */
  specifier?: string;
  /** The release that stands for the one that the package was explored with. */
  standIn?: string | undefined;
}

interface Needed {
  /** Any of them will do. */
  names: readonly string[];
  keywords: readonly string[];
  /** The most that are given without one. */
  positional: number;
  lack: Lack;
}

/**
 * Which is the lowest version of a dependency that has every name that a package uses of it, and takes what it gives in
 * calls: uses × history. An object that has moved since is looked for by its public names.
 *
 * @param shard of the package
 * @param history of the dependency
 * @returns undefined where the package uses nothing of it
 * @throws InputError where the history has not the release that the package was explored with, or none that is allowed
 */
export async function lowestVersion(
  shard: Shard,
  history: History,
  { specifier = "", standIn }: LowestOptions = {},
): Promise<Lowest | undefined> {
  const { name: dependency } = history.document;
  const { header } = shard;
  const used = usesOf(shard, undefined, ({ of }) => "distribution" in of && of.distribution === dependency);
  if (used.length === 0) {
    return undefined;
  }
  const releases = history.versions.map((version, release) => ({ version, release }));
  const compared = releaseOf(shard, history, standIn);
  const allowed = releases.filter(({ version }) => satisfies(specifier, version));
  if (allowed.length === 0) {
    throw new InputError({
      message: `none of the releases of ${dependency} in its history is ${quoted(specifier)}: it has ${history.versions.join(", ")}`,
      fix: `explore others: ./scripts/importgraph history ${dependency} --every patch`,
    });
  }
  const publicNames = await publicNamesAt(history, compared);
  const needed: Needed[] = [];
  const untold: string[] = [];
  for (const one of used.map((object) => neededOf(object, publicNames))) {
    const lack = await lackOf(history, one, compared);
    if (lack === undefined) {
      needed.push(one);
    } else {
      untold.push(lack.name);
    }
  }
  const lacking: (ReleaseLacks & { release: number })[] = [];
  for (const { version, release } of allowed) {
    const lacks = await lacksOf(history, needed, release);
    if (lacks.length > 0) {
      lacking.push({ version, release, lacks });
    }
  }
  const below = lacking.filter(({ release }) => release < compared).reverse();
  const [nearest] = below;
  const enough = allowed.filter(({ release }) => nearest === undefined || release > nearest.release);
  const lowest = enough[0]?.version ?? history.versions[compared] ?? "";
  const told = ({ version, lacks }: ReleaseLacks): ReleaseLacks => ({ version, lacks });
  const declared = shard.requirements.find(({ name, extra }) => name === dependency && extra === undefined);
  return {
    ...{ package: header.distribution.name, packageVersion: header.distribution.version, dependency },
    exploredWith: history.versions[compared] ?? "",
    ...(declared?.specifier !== undefined && { declared: declared.specifier }),
    ...{ objects: needed.length, untold, lowest, isOldest: lowest === releases[0]?.version },
    lacking: below.map(told),
    newer: lacking.filter(({ release }) => release > compared).map(told),
  };
}

/** The number of the release that a package was explored with. */
function releaseOf({ header }: Shard, history: History, standIn: string | undefined): number {
  const { name: dependency } = history.document;
  const installed = header.requirements.find(({ name }) => name === dependency)?.version;
  const version = standIn ?? installed;
  const release = history.versions.findIndex((one) => version !== undefined && isSameVersion(one, version));
  if (release >= 0) {
    return release;
  }
  const { name } = header.distribution;
  const { versions } = history;
  const near = `${versions.length > MOST_VERSIONS ? "…, " : ""}${versions.slice(-MOST_VERSIONS).join(", ")}`;
  throw new InputError(
    version === undefined
      ? {
          message: `${name} was explored without ${dependency}: nothing tells which release has what it uses`,
          fix: `say which does: --with VERSION, one of ${near}`,
        }
      : {
          message: `the history of ${dependency} has no ${version}${standIn === undefined ? `, which ${name} was explored with` : ""}: it has ${near}`,
          fix: `explore it: ./scripts/importgraph history ${dependency} --every patch --from ${version} --to ${version}; or say which release stands for it: --with VERSION`,
        },
  );
}

/** The public names of objects by their ids, as they are in one release. */
async function publicNamesAt(history: History, release: number): Promise<ReadonlyMap<string, string[]>> {
  const names = new Map<string, string[]>();
  let isPublic = false;
  for (const row of await history.allRows()) {
    if (row.what === "name") {
      isPublic = row.public === true;
    } else if (row.what === "target" && isPublic && isPresent(row, release)) {
      const { part = "" } = row;
      names.set(part, [...(names.get(part) ?? []), row.name]);
    }
  }
  return names;
}

function neededOf({ of, places }: UsedObject, publicNames: ReadonlyMap<string, readonly string[]>): Needed {
  const id = dotted(of.id);
  const [top] = id.split(".", 1);
  // What is written may begin with a class of the package that inherits it.
  const written = places.flatMap(({ as = id }) => (as.split(".", 1)[0] === top ? dotted(as) : []));
  const others = otherNames(id, publicNames);
  const names = [...new Set([...written, id, ...others])];
  const [first] = places;
  const name = written.find((one) => one !== id) ?? others[0] ?? id;
  return {
    names,
    keywords: [...new Set(places.flatMap(({ keywords = [] }) => keywords))].sort(compareText),
    positional: Math.max(0, ...places.map(({ positional = 0 }) => positional)),
    lack: { name, in: first?.in ?? "", line: first?.lines[0] ?? 1, places: places.length },
  };
}

/** By which public names of its own, or of what it stands in, an object is reached. */
function otherNames(id: string, publicNames: ReadonlyMap<string, readonly string[]>): string[] {
  const parts = id.split(".");
  return parts.flatMap((_, index) => {
    const around = parts.slice(0, parts.length - index).join(".");
    return (publicNames.get(around) ?? []).map((name) => `${name}${id.slice(around.length)}`);
  });
}

async function lacksOf(history: History, needed: readonly Needed[], release: number): Promise<Lack[]> {
  const lacks: Lack[] = [];
  for (const one of needed) {
    const lack = await lackOf(history, one, release);
    if (lack !== undefined) {
      lacks.push(lack);
    }
  }
  return lacks.sort((a, b) => compareText(a.name, b.name));
}

/** What a release lacks of what is needed; undefined where it has all of it. */
async function lackOf(history: History, needed: Needed, release: number): Promise<Lack | undefined> {
  for (const name of needed.names) {
    const rows = await history.follow(name, release);
    if (rows !== undefined) {
      const lacks = callLacks(rows, needed, release, history.versions);
      return lacks === undefined ? undefined : { ...needed.lack, ...lacks };
    }
  }
  return needed.lack;
}

/**
 * What a call gives that is not taken. Whether a method is given the object that it is of among what has no keyword is
 * not told by uses: it is taken to be so, so that nothing is missed that is there.
 */
function callLacks(
  rows: readonly HistoryRow[],
  { keywords, positional }: Needed,
  release: number,
  versions: readonly string[],
): Pick<Lack, "keywords" | "positional"> | undefined {
  const own = rows.find(({ what }) => what === "name");
  if (own === undefined || !isCallKnown(own, release)) {
    return undefined;
  }
  const taken = rows.filter((row) => row.what === "parameter" && isPresent(row, release));
  const names = taken.map(({ part = "" }) => part);
  const places = taken.filter((row) => kindAt(row, release, versions)?.startsWith("positional") === true);
  const lacking = names.some((name) => name.startsWith("**"))
    ? []
    : keywords.filter((keyword) => !names.includes(keyword));
  const isTooMany = !names.some((name) => /^\*[^*]/.test(name)) && places.length < positional;
  return lacking.length === 0 && !isTooMany
    ? undefined
    : { ...(lacking.length > 0 && { keywords: lacking }), ...(isTooMany && { positional }) };
}
