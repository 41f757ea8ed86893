/** Where one release uses something of another distribution. */

import type { Row } from "../../page/columns.ts";
import { compareText } from "../../shard/canonical.ts";
import type { OpenGraph, Release } from "./open-graph.ts";

/** A module, class or function that uses an object of another distribution. */
export interface UsingPlace {
  /** The innermost node around the place. */
  in: string;
  /** Relative to site-packages; null where it is not known. */
  file: string | null;
  /** The first five. */
  lines: readonly number[];
  /** Id of the object. */
  of: string;
  /** As in uses, and import; empty of a first place out of the index, which tells that of all places together. */
  how: readonly string[];
  /** How often there; not said either of such a place. */
  count?: number;
  /** Of calls: the keywords that are given. */
  keywords?: readonly string[];
  /** Of calls: the most arguments that are given without one. */
  positional?: number;
}

/** What is looked for: objects of a distribution. */
interface Wanted {
  distribution: string;
  ids: ReadonlySet<string>;
}

/** All places of a release that import or use one of some objects, those that use it most first. */
export async function placesIn(
  graph: OpenGraph,
  release: Release,
  wanted: Wanted,
): Promise<(UsingPlace & { count: number })[]> {
  const isWanted = (distribution: unknown, id: unknown) =>
    distribution === wanted.distribution && wanted.ids.has(String(id));
  const places: (Omit<UsingPlace, "file"> & { count: number })[] = [];
  for await (const row of graph.rowsWhere(release, "uses", TARGET, isWanted, USE_COLUMNS)) {
    places.push(useOf(row));
  }
  for await (const row of graph.rowsWhere(release, "imports", TARGET, isWanted, IMPORT_COLUMNS)) {
    const { id, line, to_id } = row;
    places.push({ in: String(id), lines: [Number(line)], of: String(to_id), how: ["import"], count: 1 });
  }
  const files = await filesOf(graph, release, new Set(places.map((place) => place.in)));
  return places
    .map((place) => ({ ...place, file: files.get(place.in) ?? null }))
    .sort(
      (left, right) =>
        Number(left.how.includes("import")) - Number(right.how.includes("import")) ||
        right.count - left.count ||
        compareText(left.in, right.in),
    );
}

const TARGET = ["to_distribution", "to_id"] as const;
const USE_COLUMNS = ["id", ...TARGET, "how", "count", "lines", "keywords", "positional"];
const IMPORT_COLUMNS = ["id", ...TARGET, "line"];

function useOf({
  id,
  to_id,
  how,
  count,
  lines,
  keywords,
  positional,
}: Row): Omit<UsingPlace, "file"> & { count: number } {
  return {
    ...{ in: String(id), lines: lines as readonly number[], of: String(to_id) },
    ...{ how: how as readonly string[], count: Number(count) },
    ...(keywords !== null && { keywords: keywords as readonly string[] }),
    ...(positional !== null && { positional: Number(positional) }),
  };
}

async function filesOf(
  graph: OpenGraph,
  release: Release,
  ids: ReadonlySet<string>,
): Promise<Map<string, string | null>> {
  const rows = graph.rowsWhere(release, "nodes", ["id"], (id) => ids.has(String(id)), ["id", "file"]);
  const files = new Map<string, string | null>();
  for await (const { id, file } of rows) {
    files.set(String(id), file as string | null);
  }
  return files;
}
