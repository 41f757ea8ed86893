/** Who imports what nobody has declared: it breaks where whoever else asks for it does so no more. */

import { type ImportedFrom, requirementsOf } from "../../ask/taken/requirements.ts";
import { STANDARD_LIBRARY } from "../../releases/project-name.ts";
import { compareText } from "../../shard/canonical.ts";
import type { OpenGraph } from "../questions/open-graph.ts";
import { newestFirst } from "../questions/releases.ts";
import { takenShard } from "../questions/taken-shard.ts";
import { giversInGraph } from "./import-givers.ts";

/** A distribution that imports undeclared ones. */
export interface Undeclared {
  distribution: string;
  version: string;
  imported: readonly ImportedFrom[];
  /** What it asks for and nobody knows the import names of: an import without a known giver may be theirs. */
  mayGive: readonly string[];
}

/** The newest release of each distribution that imports something undeclared; sorted by name. */
export async function* undeclaredImports(graph: OpenGraph): AsyncGenerator<Undeclared> {
  const releases = graph.releases();
  const givers = giversInGraph(graph);
  const groups = Map.groupBy(releases, ({ distribution }) => distribution);
  for (const distribution of [...groups.keys()].sort(compareText)) {
    const [release] = newestFirst(groups.get(distribution) ?? []);
    if (release !== undefined && distribution !== STANDARD_LIBRARY) {
      const shard = await takenShard(graph, release);
      const { undeclared, missing, mayGive } = requirementsOf(shard, await givers.forShard(shard, graph));
      const imported = [...undeclared, ...missing];
      if (imported.length > 0) {
        yield { distribution, version: release.version, imported, mayGive };
      }
    }
  }
}
