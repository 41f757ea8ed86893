/** What is found while somebody types: packages at once, then objects as the index has them. */

import type { OpenGraph } from "../../src/graph/questions/open-graph.ts";
import { newestFirst } from "../../src/graph/questions/releases.ts";
import { nearWords, type Search, search } from "../../src/graph/questions/search.ts";
import { parseQuery } from "../../src/graph/questions/search-query.ts";
import { cached } from "./cached.ts";
import type { ViewedStore } from "./store.ts";

/** A distribution whose name, or what it is imported by, begins with or has what was typed. */
export interface PackageHit {
  distribution: string;
  version: string;
  importNames: readonly string[];
}

/** Kinds that people filter by, and those of nodes that each stands for. */
export const KIND_FILTERS = {
  package: [],
  module: ["module"],
  class: ["class"],
  function: ["function"],
  method: ["method", "classmethod", "staticmethod", "property", "descriptor"],
  value: ["data", "attribute", "enumMember", "typeAlias"],
} as const satisfies Record<string, readonly string[]>;

export type KindFilter = keyof typeof KIND_FILTERS;

/** Whether a text is one of {@link KIND_FILTERS}. */
export function isKindFilter(text: string | undefined): text is KindFilter {
  return text !== undefined && Object.hasOwn(KIND_FILTERS, text);
}

/** Packages by their names: those that are called so, then those that begin so, then those that have it. */
export function packagesCalled(graph: OpenGraph, query: string, most = 6): PackageHit[] {
  const { scope, words } = parseQuery(query);
  const [wanted] = words;
  if (wanted === undefined || words.length > 1 || scope !== undefined) {
    return [];
  }
  const plain = wanted.replace(/[-_.]+/g, "-");
  const ranked = newestOfEach(graph).flatMap((hit) => {
    const rank = Math.min(
      ...[hit.distribution, ...hit.importNames].map((name) =>
        rankOf(name.toLowerCase().replace(/[-_.]+/g, "-"), plain),
      ),
    );
    return rank < 3 ? [{ hit, rank }] : [];
  });
  return ranked
    .sort((a, b) => a.rank - b.rank || a.hit.distribution.length - b.hit.distribution.length)
    .slice(0, most)
    .map(({ hit }) => hit);
}

function rankOf(name: string, wanted: string): number {
  return name === wanted ? 0 : name.startsWith(wanted) ? 1 : name.includes(wanted) ? 2 : 3;
}

const packages = new WeakMap<OpenGraph, PackageHit[]>();

/** All distributions of a graph, each in its newest version, by name. */
export function newestOfEach(graph: OpenGraph): PackageHit[] {
  const known = packages.get(graph);
  if (known !== undefined) {
    return known;
  }
  const groups = Map.groupBy(graph.releases(), ({ distribution }) => distribution);
  const found = [...groups].map(([distribution, releases]) => {
    const [newest] = newestFirst(releases);
    return { distribution, version: newest?.version ?? "", importNames: newest?.importNames ?? [] };
  });
  packages.set(graph, found);
  return found;
}

/** So many hits are a page of them. */
const PAGE_HITS = 20;

/** Objects by words, as the command `search` finds them. */
export function searchObjects(
  { graph }: ViewedStore,
  query: string,
  kind: KindFilter | undefined,
  most: number,
) {
  const kinds = kind === undefined ? undefined : KIND_FILTERS[kind];
  return cached(`search ${most} ${kind} ${query.trim()}`, async (): Promise<Search> => {
    if (parseQuery(query).words.length === 0 || kind === "package") {
      return { query, words: [], hits: [], more: 0, wholeOnly: [] };
    }
    // While somebody types, few are looked up; a page of hits is ranked as the command ranks.
    const ranked = most < PAGE_HITS ? { ranked: most } : {};
    return await search(graph, query, { most, ...ranked, ...(kinds !== undefined && { kinds }) });
  });
}

/** Words that may be meant by those that nothing is called. */
export async function suggestions({ graph }: ViewedStore, query: string): Promise<string[]> {
  const { words } = parseQuery(query);
  const near = await Promise.all(words.slice(0, 3).map((word) => nearWords(graph, word)));
  return [...new Set(near.flat())].slice(0, 5);
}
