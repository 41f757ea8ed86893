/** Who imports what nobody has declared: it breaks where whoever else asks for it does so no more. */

import { type ImportedFrom, requirementsOf } from "../../ask/taken/requirements.ts";
import { STANDARD_LIBRARY } from "../../releases/project-name.ts";
import { compareText } from "../../shard/canonical.ts";
import type { OpenGraph } from "./open-graph.ts";
import { newestFirst } from "./releases.ts";
import { takenShard } from "./taken-shard.ts";

/** A distribution that imports undeclared ones. */
export interface Undeclared {
  distribution: string;
  version: string;
  imported: readonly ImportedFrom[];
}

/** The newest release of each distribution that imports something undeclared; sorted by name. */
export async function* undeclaredImports(graph: OpenGraph): AsyncGenerator<Undeclared> {
  const releases = graph.releases();
  const givers = new Map<string, Set<string>>();
  for (const { distribution, importNames } of releases) {
    for (const name of importNames) {
      givers.set(name, (givers.get(name) ?? new Set()).add(distribution));
    }
  }
  const givenBy = (importName: string) => {
    const [giver, ...others] = givers.get(importName) ?? [];
    return others.length === 0 ? giver : undefined;
  };
  const groups = Map.groupBy(releases, ({ distribution }) => distribution);
  for (const distribution of [...groups.keys()].sort(compareText)) {
    const [release] = newestFirst(groups.get(distribution) ?? []);
    if (release !== undefined && distribution !== STANDARD_LIBRARY) {
      const { undeclared, missing } = requirementsOf(await takenShard(graph, release), givenBy);
      const imported = [...undeclared, ...missing];
      if (imported.length > 0) {
        yield { distribution, version: release.version, imported };
      }
    }
  }
}
