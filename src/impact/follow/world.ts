import type { ForeignRef, ShardNode } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";

/** A release that is installed for a project, by its lock. */
export interface InstalledRelease {
  /** Normalised name of the distribution. */
  name: string;
  version: string;
  /** Names that `import` takes; undefined where the release was not explored. */
  importNames?: readonly string[];
}

/** Reads the shard of a release that was explored. */
export type LoadShard = (name: string, version: string) => Promise<Shard>;

/**
 * What is installed together: one release of each distribution. Shards are read when they are asked for: {@link shard} has
 * only what {@link load} has read, and notes what it lacks.
 */
export class World {
  readonly #releases: ReadonlyMap<string, InstalledRelease>;
  readonly #load: LoadShard;
  readonly #shards = new Map<string, Shard>();
  readonly #wanted = new Set<string>();
  #hints: ReadonlyMap<string, Shard> = new Map();
  readonly #byTop: ReadonlyMap<string, readonly InstalledRelease[]>;

  constructor(releases: Iterable<InstalledRelease>, load: LoadShard) {
    this.#releases = new Map([...releases].map((release) => [release.name, release]));
    this.#load = load;
    const named = [...this.#releases.values()].flatMap((release) =>
      [...new Set((release.importNames ?? []).map(topOf))].map((top) => ({ top, release })),
    );
    this.#byTop = new Map(
      [...Map.groupBy(named, ({ top }) => top)].map(([top, all]) => [top, all.map(({ release }) => release)]),
    );
  }

  release(name: string): InstalledRelease | undefined {
    return this.#releases.get(name);
  }

  /** The releases that are imported by an outermost name. */
  givers(top: string): readonly InstalledRelease[] {
    return this.#byTop.get(top) ?? [];
  }

  /** The shard of a distribution, where it was read. */
  shard(name: string): Shard | undefined {
    const found = this.#shards.get(name);
    if (found === undefined && this.#releases.get(name)?.importNames !== undefined) {
      this.#wanted.add(name);
    }
    return found;
  }

  /** Lets functions that do not say what they return be taken at their word in other releases of the same distributions. */
  hintedBy(others: ReadonlyMap<string, Shard>): void {
    this.#hints = others;
  }

  /** The other release of a distribution, where there is one. */
  hint(name: string): Shard | undefined {
    return this.#hints.get(name);
  }

  /** Reads what was asked for and is not there yet; whether there was something. */
  async load(): Promise<boolean> {
    const wanted = [...this.#wanted].filter((name) => !this.#shards.has(name));
    this.#wanted.clear();
    for (const name of wanted) {
      const { version } = this.#releases.get(name) as InstalledRelease;
      this.#shards.set(name, await this.#load(name, version));
    }
    return wanted.length > 0;
  }

  /** The shard and node that a reference into another distribution leads to, where they are known. */
  foreign(ref: ForeignRef): { shard: Shard; node: ShardNode } | undefined {
    const name = "python" in ref ? "python" : ref.distribution;
    const shard = name === null ? undefined : this.shard(name);
    const node = shard?.node(ref.id);
    return shard !== undefined && node !== undefined ? { shard, node } : undefined;
  }
}

/** The outermost name of a dotted one. */
export function topOf(dotted: string): string {
  return dotted.split(".", 1)[0] ?? dotted;
}
