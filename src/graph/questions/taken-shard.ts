/** What a release takes of others, out of its parts: as much of a shard as the questions on imports need. */

import type { Row } from "../../page/columns.ts";
import { STANDARD_LIBRARY } from "../../releases/project-name.ts";
import type { ImportStatement, Ref, Requirement, ShardNode } from "../../shard/records.ts";
import { indexShard, type Shard } from "../../shard/shard.ts";
import type { OpenGraph, Release } from "./open-graph.ts";

/** A shard with its modules, imports and requirements, and nothing else. */
export async function takenShard(graph: OpenGraph, release: Release): Promise<Shard> {
  const { distribution, version, python, importNames } = release;
  const [facts] = await Array.fromAsync(graph.allRowsOf(release, "distributions"));
  const nodes: ShardNode[] = [];
  for await (const row of graph.allRowsOf(release, "nodes", ["id", "kind", "imported", "exported"])) {
    if (row.kind === "module") {
      nodes.push(moduleOf(row));
    }
  }
  const imports = await Array.fromAsync(graph.allRowsOf(release, "imports"), (row) => importOf(row, release));
  const requirements = await Array.fromAsync(graph.allRowsOf(release, "requirements"), requirementOf);
  return indexShard({
    header: {
      ...{ record: "header", format: 1, python, importNames: [...importNames] },
      ...{ platform: String(facts?.platform), explorer: String(facts?.explorer) },
      distribution: { name: distribution, displayName: String(facts?.display_name), version },
      requirements: textsOf(facts?.installed).map((one) => {
        const [name = "", installed = ""] = one.split("==", 2);
        return { name, version: installed };
      }),
    },
    ...{ nodes, imports, requirements, externals: [], entryPoints: [], uses: [], problems: [] },
  });
}

function moduleOf({ id, imported, exported }: Row): ShardNode {
  return {
    ...{ record: "node", id: String(id), kind: "module", module: String(id), from: [] },
    ...(imported === false && { imported: false }),
    ...(exported !== null && { all: [...textsOf(exported)] }),
  };
}

function importOf(row: Row, release: Release): ImportStatement {
  const { id, line, name, source, alias, star, conditions } = row;
  return {
    ...{ record: "import", module: String(id), of: refOf(row, release), line: Number(line) },
    ...(typeof name === "string" && { name }),
    ...(typeof source === "string" && { from: source }),
    ...(typeof alias === "string" && { as: alias }),
    ...(star === true && { star: true }),
    ...(conditions !== null && { when: textsOf(conditions) as NonNullable<ImportStatement["when"]> }),
  };
}

function requirementOf({ name, specifier, extras, extra, marker }: Row): Requirement {
  return {
    ...{ record: "requirement", name: String(name) },
    ...(typeof specifier === "string" && { specifier }),
    ...(extras !== null && { extras: [...textsOf(extras)] }),
    ...(typeof extra === "string" && { extra }),
    ...(typeof marker === "string" && { marker }),
  };
}

function refOf({ to_distribution, to_version, to_id }: Row, { distribution }: Release): Ref {
  const id = String(to_id);
  if (to_distribution === distribution) {
    return id;
  }
  if (to_distribution === STANDARD_LIBRARY) {
    return { python: String(to_version), id };
  }
  return typeof to_distribution === "string"
    ? { distribution: to_distribution, version: String(to_version), id }
    : { distribution: null, id };
}

function textsOf(cell: Row[string] | undefined): readonly string[] {
  return (cell ?? []) as readonly string[];
}
