import { normalizeName } from "../releases/project-name.ts";
import type { Shard } from "../shard/shard.ts";
import { type Declared, type Imports, importsAgainst, unusedOf } from "./dependencies.ts";
import type { DistributionImpact, Finding } from "./finding.ts";
import { inOrder } from "./finding.ts";
import { type Situation, situation, type Taken, takenBy } from "./follow/taken.ts";
import { type InstalledRelease, type LoadShard, topOf, World } from "./follow/world.ts";
import type { ProjectLock } from "./locks/project-lock.ts";
import { type LowestInstalled, lowestInstalled } from "./lowest.ts";
import { type Doubt, doubts, isGuarded, isThere, remarks } from "./present.ts";
import type { SourceProblem } from "./sources/find-sources.ts";
import { OwnNames } from "./sources/module-names.ts";
import type { Project } from "./sources/project.ts";
import { UpgradeCheck } from "./upgrade.ts";

export interface ImpactOptions {
  project: Project;
  lock: ProjectLock;
  declared: Declared;
  /** What is installed, explored or not. */
  releases: readonly InstalledRelease[];
  /** By name, what some of them are upgraded to. */
  upgrades: ReadonlyMap<string, InstalledRelease>;
  /** What is installed besides, and what is installed no more, once they are upgraded. */
  added: readonly InstalledRelease[];
  removed: ReadonlySet<string>;
  load: LoadShard;
  /** Other explored versions of a distribution than the installed one, the nearest first. */
  otherReleases: (name: string) => readonly InstalledRelease[];
  /** Distributions that are known to be imported by an outermost name, installed or not. */
  giversOf: (top: string) => readonly string[];
  /** Whether the lowest versions that would do are looked for. */
  wantsLowest?: boolean;
}

/** What versions have to do with a project's own code. */
export interface Impact {
  /** Whether it is that of an upgrade, else of what is installed. */
  isUpgrade: boolean;
  findings: Finding[];
  /** Of those that the project uses something of: upgraded ones first, then those used most. */
  distributions: DistributionImpact[];
  /** Releases that the project imports and that were not explored, with their versions. */
  unexplored: { name: string; version: string }[];
  /** Import names of which nobody knows whether something gives them. */
  unknownImports: string[];
  /** Findings that are left out, since something keeps the place from being reached where it would fail. */
  guarded: number;
  /** What of the sources could not be read. */
  problems: readonly SourceProblem[];
  /** How many sources there are. */
  sources: number;
  /** The lowest versions that have all, where they were looked for. */
  lowest?: LowestInstalled[];
}

/** So many other versions are looked at for what is missing. */
const MOST_OTHERS = 6;

/**
 * What an upgrade breaks of a project, or, without one, what of it the installed versions have not.
 *
 * @throws what `load` throws
 */
export async function impactOn(options: ImpactOptions): Promise<Impact> {
  const { project, lock, declared, releases, upgrades, added, removed, load, giversOf } = options;
  const own = new OwnNames(project.sources.map(({ file }) => file));
  const world = new World(releases, load);
  const installed = new Set(lock.pins.map(({ name }) => name));
  const isGiven = (top: string) => world.givers(top).length > 0 || installed.has(normalizeName(top));
  // Inside a package `import yaml` is the installed one, whatever stands beside it, as long as there is one.
  const isOwn = (top: string, file: string) =>
    own.has(top, file) && (own.isReached(top, file) || !isGiven(top));
  const taken = takenBy(project);
  const now = await situation(world, project, taken, isOwn);
  const imports = importsAgainst(taken, { world, lock, library: project.library, isOwn, giversOf });
  const isUpgrade = upgrades.size + added.length + removed.size > 0;
  const found = isUpgrade
    ? await upgradeFindings(options, now, taken, isOwn, imports)
    : [
        ...(await missingFindings(options, now, isOwn)),
        ...remarks(now),
        ...imports.findings,
        ...(await unusedOf(declared, imports.tops, world)),
      ];
  const { told, guarded } = withoutGuarded(found, taken);
  const findings = inOrder(withoutRepeated(told));
  return {
    ...{ isUpgrade, findings, guarded, unknownImports: imports.unknown, problems: project.problems },
    ...{ distributions: distributionsOf(now, findings, upgrades), sources: project.sources.length },
    unexplored: unexploredOf(taken, releases, upgrades),
    ...(options.wantsLowest === true && { lowest: await lowestInstalled(options, now, isOwn) }),
  };
}

type IsOwn = (top: string, file: string) => boolean;

async function upgradeFindings(
  options: ImpactOptions,
  now: Situation,
  taken: readonly Taken[],
  isOwn: IsOwn,
  imports: Imports,
): Promise<Finding[]> {
  const { project, lock, releases, upgrades, added, removed, load, giversOf } = options;
  const kept = releases.filter(({ name }) => !removed.has(name));
  const world = new World([...kept.map((release) => upgrades.get(release.name) ?? release), ...added], load);
  // Both releases of what is upgraded are compared as wholes where the project uses something of them.
  const used = new Set([...now.outcomes.values()].flatMap(({ through }) => through));
  const after = await situation(world, project, taken, isOwn);
  const compared = [...upgrades.keys()].filter((name) => used.has(name));
  for (const name of compared) {
    world.shard(name);
  }
  await world.load();
  // Annotations come with newer releases: they tell of the older ones, too, whose objects are asked for themselves.
  now.world.hintedBy(shardsOf(world, compared));
  const before = await situation(now.world, project, taken, isOwn);
  const check = new UpgradeCheck(before, after, new Set(compared));
  // What nothing gives any more is the upgrade's doing, what nothing gave before is not.
  const pins = lock.pins.filter(({ name }) => !removed.has(name));
  const givenBefore = ({ name }: Finding) => !imports.findings.some((one) => one.name === name);
  const lost = importsAgainst(taken, {
    ...{ world, lock: { ...lock, pins }, library: project.library, isOwn },
    // A name that was given is known to be lost where nothing else gives it.
    giversOf: (top) => [...giversOf(top), ...now.world.givers(top).map(({ name }) => name)],
  }).findings.filter(givenBefore);
  return [
    ...taken.flatMap((one) => check.finding(one) ?? []),
    ...check.overrides(),
    ...(removed.size > 0 ? lost : []),
  ];
}

function shardsOf(world: World, names: readonly string[]): Map<string, Shard> {
  return new Map(
    names.flatMap((name): [string, Shard][] => {
      const shard = world.shard(name);
      return shard === undefined ? [] : [[name, shard]];
    }),
  );
}

/** What is missing in what is installed: what may be there all the same is told where another version has it. */
async function missingFindings(options: ImpactOptions, now: Situation, isOwn: IsOwn): Promise<Finding[]> {
  const all = doubts(now);
  const found: Finding[] = [];
  for (const [distribution, some] of Map.groupBy(all, ({ finding }) => finding.distribution ?? "")) {
    const having = await versionsHaving(options, distribution, some, isOwn);
    const version = now.world.release(distribution)?.version;
    for (const doubt of some) {
      const versions = having.get(doubt) ?? [];
      if (!doubt.isLikely || versions.length > 0) {
        found.push({
          ...doubt.finding,
          ...(version !== undefined && { version }),
          ...(versions.length > 0 && { versions }),
        });
      }
    }
  }
  return found;
}

async function versionsHaving(
  { project, releases, load, otherReleases }: ImpactOptions,
  distribution: string,
  some: readonly Doubt[],
  isOwn: IsOwn,
): Promise<Map<Doubt, string[]>> {
  const having = new Map<Doubt, string[]>();
  for (const other of otherReleases(distribution).slice(0, MOST_OTHERS)) {
    const world = new World(
      releases.map((one) => (one.name === distribution ? other : one)),
      load,
    );
    const there = await situation(
      world,
      project,
      some.map(({ taken }) => taken),
      isOwn,
    );
    for (const doubt of some) {
      if (isThere(doubt, there)) {
        having.set(doubt, [...(having.get(doubt) ?? []), other.version]);
      }
    }
  }
  return having;
}

function withoutGuarded(
  findings: readonly Finding[],
  taken: readonly Taken[],
): { told: Finding[]; guarded: number } {
  const guarded = taken.filter(isGuarded);
  const guardedPlaces = new Set(guarded.map(({ place }) => JSON.stringify(place)));
  // Who tries to import something is ready to have it not, wherever the file uses it.
  const tried = Map.groupBy(
    guarded.filter(({ how }) => how.includes("import")),
    ({ place }) => place.file,
  );
  const isTried = ({ place, name }: Finding) =>
    place.column !== undefined &&
    (tried.get(place.file) ?? []).some(({ symbol }) => {
      const imported = [symbol.of, ...(symbol.attributes ?? [])].join(".");
      return imported === name || imported.startsWith(`${name}.`);
    });
  const told = findings.filter((one) => !guardedPlaces.has(JSON.stringify(one.place)) && !isTried(one));
  return { told, guarded: findings.length - told.length };
}

/** What an import statement can't get is told there, and not wherever the file uses it or something of it. */
function withoutRepeated(findings: readonly Finding[]): Finding[] {
  const imports = findings.filter(({ place }) => place.column === undefined);
  const imported = new Set(imports.map(({ place, name }) => `${place.file} ${name}`));
  const seen = new Set<string>();
  return findings.filter(({ place, name, rule, kind }) => {
    const parts = name.split(".");
    const isRepeated =
      place.column !== undefined &&
      parts.some((_, at) => imported.has(`${place.file} ${parts.slice(0, at + 1).join(".")}`));
    const key = JSON.stringify([kind, place, name, rule]);
    const isNew = !seen.has(key) && !isRepeated;
    seen.add(key);
    return isNew;
  });
}

function distributionsOf(
  { outcomes, world }: Situation,
  findings: readonly Finding[],
  upgrades: ReadonlyMap<string, InstalledRelease>,
): DistributionImpact[] {
  const counts = new Map<string, { uses: number; unknown: number }>();
  for (const { is, through } of outcomes.values()) {
    const [name] = through;
    if (name !== undefined) {
      const count = counts.get(name) ?? { uses: 0, unknown: 0 };
      counts.set(name, { uses: count.uses + 1, unknown: count.unknown + Number(is === "unknown") });
    }
  }
  return [...counts]
    .map(([name, { uses, unknown }]): DistributionImpact => {
      const broken = findings.filter((one) => one.level === "error" && one.distribution === name);
      const to = upgrades.get(name)?.version;
      return {
        ...{ name, version: world.release(name)?.version ?? "", ...(to !== undefined && { to }) },
        ...{
          uses,
          broken: broken.length,
          brokenFiles: new Set(broken.map(({ place }) => place.file)).size,
          unknown,
        },
      };
    })
    .sort((a, b) => Number(b.to !== undefined) - Number(a.to !== undefined) || b.uses - a.uses);
}

/** What is imported by the name of a distribution that was not explored, as far as that is called so, too; and what is upgraded. */
function unexploredOf(
  taken: readonly Taken[],
  releases: readonly InstalledRelease[],
  upgrades: ReadonlyMap<string, InstalledRelease>,
): { name: string; version: string }[] {
  const tops = new Set(
    taken.flatMap(({ symbol }) =>
      typeof symbol.of === "string" ? topOf(symbol.of).toLowerCase().replace(/_/g, "-") : [],
    ),
  );
  const missing = releases.filter(
    ({ name, importNames }) => importNames === undefined && (tops.has(name) || upgrades.has(name)),
  );
  const next = [...upgrades.values()].filter(({ importNames }) => importNames === undefined);
  return [...missing, ...next].map(({ name, version }) => ({ name, version }));
}
