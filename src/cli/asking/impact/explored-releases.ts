/** What stores know of the releases of a project. */

import { InputError } from "../../../errors/input-error.ts";
import type { Declared } from "../../../impact/dependencies.ts";
import { type InstalledRelease, topOf } from "../../../impact/follow/world.ts";
import { type Impact, impactOn } from "../../../impact/impact.ts";
import type { ProjectLock } from "../../../impact/locks/project-lock.ts";
import type { Project } from "../../../impact/sources/project.ts";
import { normalizeName, STANDARD_LIBRARY } from "../../../releases/project-name.ts";
import { compareVersions } from "../../../releases/versions.ts";
import type { Shard } from "../../../shard/shard.ts";
import type { AnsweringEntry } from "../../../store/answering.ts";
import { openKeptShard } from "../../../store/kept-shard.ts";
import { type Asked, findAnswering, namedReleases, releasesIn } from "../shard-choice.ts";
import { withSince } from "./told-since.ts";

/** A project with what it has installed. */
export interface ReadProject {
  project: Project;
  lock: ProjectLock;
  declared: Declared;
  python: string;
}

/** What is installed instead: versions by normalised names, and names of what is installed no more. */
export interface LockChange {
  upgrades: ReadonlyMap<string, string>;
  added: ReadonlyMap<string, string>;
  removed: ReadonlySet<string>;
}

/** The shards that have been read, of whichever store; the same ones are asked again and again. */
type Shards = Map<string, Promise<Shard>>;

/** Releases of one store or several, the first of which answers that has one. */
export class ExploredReleases {
  readonly #places: readonly Asked[];
  readonly #shards: Shards = new Map();

  constructor(places: readonly Asked[]) {
    this.#places = places;
  }

  /**
   * With those releases of a project, too, that only a history leads to: of what the project imports, as far as its name or
   * another version tells.
   *
   * @param wantsAll whether all releases of that are wanted, and not just those that are installed
   */
  async withNamed(read: ReadProject, change: LockChange, wantsAll = false): Promise<ExploredReleases> {
    const concerned = [...this.#concerned(read, change)];
    const names = new Set(wantsAll ? concerned.map((named) => named.split("==", 1)[0] ?? "") : []);
    const places = await Promise.all(
      this.#places.map(async (asked) => {
        const all = await Promise.all([...names].map((name) => releasesIn(asked.store, name)));
        const others = all.flat().map(({ name, version }) => `${name}==${version}`);
        const wanted = [...concerned, ...others].filter((named) => !this.has(named));
        return { ...asked, named: [...(asked.named ?? []), ...(await namedReleases(asked, wanted))] };
      }),
    );
    return new ExploredReleases(places);
  }

  /** Releases that a project wants, and that nobody has explored: `NAME==VERSION`. */
  missing(read: ReadProject, change: LockChange): string[] {
    return [...this.#concerned(read, change)].filter((named) => !this.has(named));
  }

  has(named: string): boolean {
    return this.#find(named) !== undefined;
  }

  /** The newest explored version of a distribution. */
  newest(name: string): string | undefined {
    const versions = this.#entries(({ name: one }) => one === name).map(({ version }) => version);
    return versions.toSorted(compareVersions).at(-1);
  }

  /** What a change of what is installed does to a project; without one, what of it is not there. */
  async impactOn(
    { project, lock, declared, python }: ReadProject,
    { upgrades, added, removed }: LockChange,
    wantsLowest = false,
  ): Promise<Impact> {
    const library = this.#find(`${STANDARD_LIBRARY}==${python}`)?.entry;
    const releases = lock.pins.map(({ name, version }) => this.#release(name, version));
    const impact = await impactOn({
      ...{ project, lock, declared, removed, wantsLowest },
      releases: library === undefined ? releases : [...releases, library],
      upgrades: new Map([...upgrades].map(([name, version]) => [name, this.#release(name, version)])),
      added: [...added].map(([name, version]) => this.#release(name, version)),
      load: (name, version) => this.#load(`${name}==${version}`),
      otherReleases: (name) => this.#others(name, lock),
      giversOf: (top) => this.#givers(top),
    });
    let { findings } = impact;
    for (const { store } of this.#places) {
      findings = await withSince(store, findings);
    }
    return { ...impact, findings };
  }

  /** Of what is installed, before and after: what the project asks for, what may be called as it imports, and what changes. */
  *#concerned({ project, lock, declared }: ReadProject, { upgrades, added }: LockChange): Generator<string> {
    const tops = new Set(
      project.sources.flatMap(({ imports }) => imports.map(({ module }) => topOf(module))),
    );
    const called = new Set([...tops].map((top) => normalizeName(top)));
    const imported = new Set([...tops].flatMap((top) => this.#givers(top)));
    const given = new Set(lock.pins.map(({ name }) => name));
    // Of what nobody is known to give.
    const open = [...tops].filter((top) => !given.has(normalizeName(top)) && this.#givers(top).length === 0);
    const foreign = open.filter((top) => !project.library.has(top)).map((top) => normalizeName(top));
    for (const { name, version } of lock.pins) {
      const isNamedLike = called.has(name) || foreign.some((top) => isLikelyGiver(name, top));
      if (declared.has(name) || isNamedLike || imported.has(name) || upgrades.has(name)) {
        yield `${name}==${version}`;
      }
    }
    for (const [name, version] of [...upgrades, ...added]) {
      yield `${name}==${version}`;
    }
  }

  #find(named: string): { entry: AnsweringEntry; asked: Asked } | undefined {
    for (const asked of this.#places) {
      const entry = findAnswering(asked, named)?.entry;
      if (entry !== undefined) {
        return { entry, asked };
      }
    }
    return undefined;
  }

  #release(name: string, version: string): InstalledRelease {
    const importNames = this.#find(`${name}==${version}`)?.entry.importNames;
    return { name, version, ...(importNames !== undefined && { importNames }) };
  }

  #load(named: string): Promise<Shard> {
    const known = this.#shards.get(named);
    if (known !== undefined) {
      return known;
    }
    const found = this.#find(named);
    if (found === undefined) {
      throw new InputError({
        message: `${named} is not explored`,
        fix: `explore it: ./scripts/explore ${named}`,
      });
    }
    const reading = openKeptShard(found.asked.store, found.entry);
    this.#shards.set(named, reading);
    return reading;
  }

  /** Other explored versions of a distribution than the installed one, the newest first. */
  #others(name: string, lock: ProjectLock): InstalledRelease[] {
    const installed = lock.pins.find((pin) => pin.name === name)?.version;
    const others = this.#entries((entry) => entry.name === name && entry.version !== installed);
    const versions = [...new Map(others.map((entry) => [entry.version, entry])).values()];
    return versions.toSorted((a, b) => compareVersions(b.version, a.version));
  }

  #givers(top: string): string[] {
    const givers = this.#entries(
      ({ name, importNames }) => name !== STANDARD_LIBRARY && importNames.includes(top),
    );
    return [...new Set(givers.map(({ name }) => name))];
  }

  #entries(isWanted: (entry: AnsweringEntry) => boolean): AnsweringEntry[] {
    return this.#places.flatMap(({ shards, named = [] }) =>
      [...Object.values(shards), ...named].filter(isWanted),
    );
  }
}

/**
 * Whether a distribution may be imported by a name, going by how it is called itself: `python-dotenv` by `dotenv`, `pyyaml` by
 * `yaml`. That it is explored decides.
 */
function isLikelyGiver(name: string, top: string): boolean {
  return name.split("-").includes(top) || name === `py${top}`;
}
