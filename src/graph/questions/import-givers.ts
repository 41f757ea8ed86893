/** Who gives an import name, by all that a graph has. */

import type { ImportGivers } from "../../ask/taken/requirements.ts";
import { STANDARD_LIBRARY } from "../../releases/project-name.ts";
import type { OpenGraph } from "./open-graph.ts";
import { usedId } from "./users.ts";

/** What is known of the import names of releases. */
interface Imported {
  /** Normalised. */
  name: string;
  importNames: readonly string[];
}

/** Ids and written names of the objects of distributions, by their normalised names. */
export type UsedNames = ReadonlyMap<string, readonly string[]>;

/**
 * Which names of distributions somebody in a graph uses: of one that was installed beside those who use it they tell what it is
 * imported by, even where it was not explored itself.
 */
export async function usedNamesOf(graph: OpenGraph, distributions: readonly string[]): Promise<UsedNames> {
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

/**
 * Who gives import names: the explored releases, and of other distributions those of which such names are used. Nobody gets a
 * standard library for an import's sake.
 */
export function importGivers(explored: Iterable<Imported>, used: UsedNames = new Map()): ImportGivers {
  const givers = new Map<string, Set<string>>();
  const known = new Set<string>();
  const namespaces = new Set<string>();
  for (const { name, importNames } of explored) {
    known.add(name);
    for (const importName of name === STANDARD_LIBRARY ? [] : importNames) {
      givers.set(importName, (givers.get(importName) ?? new Set()).add(name));
      const parts = importName.split(".");
      for (let length = 1; length < parts.length; length++) {
        namespaces.add(parts.slice(0, length).join("."));
      }
    }
  }
  const isUsed = (importName: string) => (name: string) => `${name}.`.startsWith(`${importName}.`);
  return {
    giversOf: (importName) => {
      const ofExplored = [...(givers.get(importName) ?? [])];
      // A namespace is nobody's: that something of one is used in it tells nothing of the rest.
      const ofUsed = namespaces.has(importName)
        ? []
        : [...used].flatMap(([name, names]) =>
            !known.has(name) && names.some(isUsed(importName)) ? [name] : [],
          );
      return [...ofExplored, ...ofUsed];
    },
    isKnown: (distribution) => known.has(distribution),
  };
}
