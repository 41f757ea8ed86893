/** What sources name, where nobody has explored the distribution that gives it. */

import { topOf } from "../../ask/taken/imports.ts";
import type { Row } from "../../page/columns.ts";
import { lastName } from "../../shard/references.ts";
import type { OpenGraph } from "./open-graph.ts";
import { usedId } from "./users.ts";

/** The distributions that use or import anything below the outermost name of a dotted one, or have written it so. */
export async function importersOf(graph: OpenGraph, name: string): Promise<ReadonlySet<string>> {
  const rows = await usesBelowTop(graph, name);
  return new Set(rows.map(({ distribution }) => String(distribution)));
}

/** The objects below the outermost name of a dotted one that somebody uses, and that have its last name. */
export async function usedWithLastName(graph: OpenGraph, name: string): Promise<string[]> {
  const last = lastName(name);
  const rows = await usesBelowTop(graph, name, (id) => lastName(id) === last);
  return [...new Set(rows.map(({ key }) => usedId(String(key))))];
}

/** Rows of who uses what stands below the outermost name of a dotted one. */
async function usesBelowTop(
  graph: OpenGraph,
  name: string,
  isWanted: (id: string) => boolean = () => true,
): Promise<Row[]> {
  const top = topOf(name);
  return await graph.withPrefix("dependents", "", {
    columns: ["key", "distribution", "shard"],
    isWanted: (key) => topOf(usedId(key)) === top && isWanted(usedId(key)),
  });
}

/** The objects of others that somebody's sources call by a name, which is not the one that they have themselves. */
export async function writtenObjects(
  graph: OpenGraph,
  name: string,
): Promise<{ distribution: string; id: string }[]> {
  const found = new Map<string, { distribution: string; id: string }>();
  for (const importer of await importersOf(graph, name)) {
    for (const release of graph.releasesOf(importer)) {
      for await (const row of graph.allRowsOf(release, "uses", COLUMNS)) {
        const { to_distribution: distribution, to_id, written } = row;
        if (written === name && typeof distribution === "string") {
          found.set(`${distribution} ${to_id}`, { distribution, id: String(to_id) });
        }
      }
    }
  }
  return [...found.values()];
}

const COLUMNS = ["id", "to_distribution", "to_id", "written"];
