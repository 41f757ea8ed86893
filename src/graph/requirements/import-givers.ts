/** Who gives an import name, by all that a graph has. */

import { askedAndMissing, type ImportGivers } from "../../ask/taken/requirements.ts";
import { STANDARD_LIBRARY } from "../../releases/project-name.ts";
import type { Shard } from "../../shard/shard.ts";
import type { OpenGraph } from "../questions/open-graph.ts";
import { usedId } from "../questions/users.ts";

/** What is known of the import names of releases. */
interface Imported {
  /** Normalised. */
  name: string;
  importNames: readonly string[];
}

/** Ids and written names of the objects of distributions, by their normalised names. */
type UsedNames = ReadonlyMap<string, readonly string[]>;

/**
 * Which names of distributions somebody in a graph uses: of one that was installed beside those who use it they tell what it is
 * imported by, even where it was not explored itself.
 */
async function usedNamesOf(graph: OpenGraph, distributions: readonly string[]): Promise<UsedNames> {
  const columns = ["key", "shard", "to_version"];
  const used = await Promise.all(
    distributions.map(async (distribution) => {
      const rows = await graph.withPrefix("dependents", `${distribution} `, { columns });
      // Without a version nothing was installed: the distribution is one that is called so.
      const there = rows.filter(({ to_version }) => typeof to_version === "string");
      return [distribution, there.map(({ key }) => usedId(String(key)))] as const;
    }),
  );
  return new Map(used);
}

/** Who gives import names, of distributions that were explored. Nobody gets a standard library for an import's sake. */
export class ExploredGivers {
  readonly #givers = new Map<string, Set<string>>();
  readonly #known = new Set<string>();
  readonly #namespaces = new Set<string>();
  readonly #library = new Set<string>();

  constructor(explored: Iterable<Imported>) {
    for (const { name, importNames } of explored) {
      this.#known.add(name);
      if (name === STANDARD_LIBRARY) {
        importNames.forEach((importName) => {
          this.#library.add(importName);
        });
        continue;
      }
      for (const importName of importNames) {
        this.#givers.set(importName, (this.#givers.get(importName) ?? new Set()).add(name));
        const parts = importName.split(".");
        for (let length = 1; length < parts.length; length++) {
          this.#namespaces.add(parts.slice(0, length).join("."));
        }
      }
    }
  }

  /** With what is used of distributions that were not explored, of what a shard asks for. */
  async forShard(shard: Shard, graph: OpenGraph | undefined): Promise<ImportGivers> {
    const open = askedAndMissing(shard).filter((name) => !this.#known.has(name));
    const used = graph === undefined || open.length === 0 ? new Map() : await usedNamesOf(graph, open);
    return {
      giversOf: (importName) => [...(this.#givers.get(importName) ?? []), ...this.#among(used, importName)],
      isKnown: (distribution) => this.#known.has(distribution),
      isLibrary: (importName) => this.#library.has(importName),
    };
  }

  /** A namespace is nobody's: that something of one is used in it tells nothing of the rest. */
  #among(used: UsedNames, importName: string): string[] {
    const isBelow = (name: string) => `${name}.`.startsWith(`${importName}.`);
    return this.#namespaces.has(importName)
      ? []
      : [...used].flatMap(([name, names]) => (names.some(isBelow) ? [name] : []));
  }
}

/** {@link ExploredGivers} of all releases of a graph. */
export function giversInGraph(graph: OpenGraph): ExploredGivers {
  return new ExploredGivers(
    graph.releases().map(({ distribution, importNames }) => ({ name: distribution, importNames })),
  );
}
