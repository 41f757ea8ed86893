import { type UsedObject, usesOf } from "../ask/taken/uses.ts";
import { satisfies } from "../releases/versions.ts";
import { compareText } from "../shard/canonical.ts";
import type { Shard } from "../shard/shard.ts";
import { type History, partsAt } from "./history.ts";
import { dotted } from "./release-names.ts";

/** Something that a package uses and a release has not. */
export interface Lack {
  /** As the package writes it where that is told, else its id. */
  name: string;
  /** Keywords that the release does not take, though it has the name. */
  keywords?: string[];
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
  /** The release that the package was explored with, and the one of the history that stands for it. */
  exploredWith: string;
  comparedWith: string;
  /** What the package's metadata asks for. */
  declared?: string;
  /** How many of its objects the package uses; those that not even that release is known to have do not count. */
  objects: number;
  untold: string[];
  /** The oldest release from which on each one up to that has all; undefined where that one is before the history. */
  lowest: string;
  /** Whether no explored release is older. */
  isOldest: boolean;
  /** Releases before it, and later ones, that lack something, the newest first. */
  lacking: ReleaseLacks[];
  newer: ReleaseLacks[];
}

export interface LowestOptions {
  /** A PEP 440 specifier set: only releases that it allows are looked at. Default: all. */
  specifier?: string;
}

interface Needed {
  names: readonly [string, ...string[]];
  keywords: readonly string[];
  lack: Lack;
}

/**
 * Which is the lowest version of a dependency that has every name that a package uses of it, and takes every keyword that
 * it gives: uses × history.
 *
 * @param shard of the package
 * @param history of the dependency
 * @returns undefined where the package uses nothing of it, or no release is allowed
 */
export async function lowestVersion(
  shard: Shard,
  history: History,
  { specifier = "" }: LowestOptions = {},
): Promise<Lowest | undefined> {
  const { name: dependency } = history.document;
  const { header } = shard;
  const used = usesOf(shard, undefined, ({ of }) => "distribution" in of && of.distribution === dependency);
  const installed = header.requirements.find(({ name }) => name === dependency)?.version;
  const releases = history.versions.map((version, release) => ({ version, release }));
  const allowed = releases.filter(({ version }) => satisfies(specifier, version));
  const last = installed === undefined ? releases.length - 1 : Math.max(0, history.releaseAt(installed));
  const compared = allowed.findLast(({ release }) => release <= last) ?? allowed[0];
  if (used.length === 0 || compared === undefined) {
    return undefined;
  }
  const needed: Needed[] = [];
  const untold: string[] = [];
  for (const one of used.map(neededOf)) {
    const lack = await lackOf(history, one, compared.release);
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
  const below = lacking.filter(({ release }) => release < compared.release).reverse();
  const [nearest] = below;
  const from = allowed.filter(({ release }) => nearest === undefined || release > nearest.release);
  const [lowest = compared] = from;
  const told = ({ version, lacks }: ReleaseLacks): ReleaseLacks => ({ version, lacks });
  const declared = shard.requirements.find(({ name, extra }) => name === dependency && extra === undefined);
  return {
    ...{ package: header.distribution.name, packageVersion: header.distribution.version, dependency },
    ...{ exploredWith: installed ?? compared.version, comparedWith: compared.version },
    ...(declared?.specifier !== undefined && { declared: declared.specifier }),
    ...{ objects: needed.length, untold, lowest: lowest.version, isOldest: lowest === allowed[0] },
    lacking: below.map(told),
    newer: lacking.filter(({ release }) => release > compared.release).map(told),
  };
}

function neededOf({ of, places }: UsedObject): Needed {
  const written = places.flatMap(({ as }) => as ?? []);
  const id = dotted(of.id);
  const [first] = places;
  const names: [string, ...string[]] = [written[0] ?? id, ...new Set([...written.slice(1), id])];
  return {
    names,
    keywords: [...new Set(places.flatMap(({ keywords = [] }) => keywords))].sort(compareText),
    lack: {
      ...{ name: names[0], in: first?.in ?? "", line: first?.lines[0] ?? 1 },
      places: places.length,
    },
  };
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
  const { names, keywords, lack } = needed;
  for (const name of names) {
    const rows = await history.follow(name, release);
    if (rows !== undefined) {
      const taken = partsAt(rows, "parameter", release);
      const takesAny = taken.length === 0 || taken.some((part) => part.startsWith("**"));
      const lacking = takesAny ? [] : keywords.filter((keyword) => !taken.includes(keyword));
      return lacking.length === 0 ? undefined : { ...lack, keywords: lacking };
    }
  }
  return lack;
}
