/** The rows of one shard in all indexes, out of its parts. */

import type { Cell, NewRow, Row } from "../../page/columns.ts";
import type { IndexName } from "../../page/graph-document.ts";
import { partKey, shardMark } from "../../page/graph-keys.ts";
import type { ObjectReader } from "../../page/object-reader.ts";
import { TableFile } from "../../page/table-file.ts";
import { STANDARD_LIBRARY } from "../../releases/project-name.ts";
import type { ShardAddress } from "../../store/layout.ts";
import type { TableName } from "../tables/columns.ts";
import type { Parts } from "../tables/parts.ts";
import { DependentRows } from "./dependent-rows.ts";
import { partsText } from "./parts-text.ts";
import { isPublicName, PublicNames } from "./public-names.ts";
import { reversedName, summaryWords, wordsOf } from "./words.ts";

export type IndexRow = readonly [index: IndexName, row: NewRow];

/** @throws DamagedFileError where a part is not what the facts say */
export async function* indexRows(
  reader: ObjectReader,
  address: ShardAddress,
  parts: Parts,
): AsyncGenerator<IndexRow> {
  const owner = { distribution: address.name, version: address.version, shard: shardMark(address.digest) };
  const read: ReadPart = (table, columns) => readPart(reader, address, parts, table, columns);
  const nodes = new Map<string, NodeFacts>();
  for await (const row of read("nodes", NODE_COLUMNS)) {
    const node = row as unknown as NodeFacts;
    nodes.set(node.id, node);
    const { id, kind, public: isPublic } = node;
    yield [
      "names",
      { ...owner, key: reversedName(id), ...(id.includes(":") && { id }), kind, public: isPublic },
    ];
  }
  const publicNames = new PublicNames((id) => nodes.get(id)?.kind === "module");
  for await (const row of read("members", ["id", "name", ...TARGET])) {
    const alias = aliasOf(row, address.name, nodes);
    if (alias !== undefined) {
      yield ["names", { ...owner, ...alias }];
    }
    if (alias !== undefined && row.to_distribution === address.name) {
      publicNames.addAlias(String(row.to_id), { holder: String(row.id), name: String(row.name) });
    }
  }
  for (const node of nodes.values()) {
    yield* wordRows(node, publicNames.of(node.id), owner);
  }
  for await (const row of read("distributions", DISTRIBUTION_COLUMNS)) {
    yield [
      "distributions",
      { ...row, ...owner, shard: address.digest, key: address.name, parts: partsText(parts) },
    ];
    for (const name of (row.import_names as readonly string[] | null) ?? []) {
      yield ["import-names", { ...owner, key: name, ...extentOf(name, nodes) }];
    }
  }
  const fileOf = (id: string) => nodes.get(id)?.file ?? null;
  for await (const row of dependentRows(read, new DependentRows(address.name, fileOf))) {
    yield ["dependents", { ...owner, ...row }];
  }
}

type ReadPart = (table: TableName, columns: readonly string[]) => AsyncGenerator<Row>;

function* wordRows(node: NodeFacts, name: string, owner: NewRow): Generator<IndexRow> {
  if (!isPublicName(name)) {
    return;
  }
  const { id, kind, summary } = node;
  const whole = node.name.toLowerCase();
  for (const word of new Set([...wordsOf(node.name), ...summaryWords(summary ?? "")])) {
    const told = word === whole && { summary, ...(name !== id.replace(":", ".") && { name }) };
    yield ["words", { ...owner, key: word, id, kind, ...told }];
  }
}

async function* dependentRows(read: ReadPart, dependents: DependentRows): AsyncGenerator<NewRow> {
  for await (const row of read("uses", [
    "id",
    ...TARGET,
    "how",
    "count",
    "lines",
    "keywords",
    "positional",
  ])) {
    dependents.addUse(row);
  }
  for await (const row of read("imports", ["id", "line", ...TARGET])) {
    dependents.addImport(row);
  }
  for await (const row of read("requirements", ["name", "extra", "installed"])) {
    dependents.addRequirement(row);
  }
  yield* dependents.rows();
}

interface NodeFacts {
  id: string;
  name: string;
  kind: string;
  public: boolean;
  file: string | null;
  summary: string | null;
}

const NODE_COLUMNS = ["id", "name", "kind", "public", "file", "summary"] as const;

const TARGET = ["to_distribution", "to_version", "to_id"] as const;

const DISTRIBUTION_COLUMNS = ["display_name", "python", "import_names", "modules", "nodes", "problems"];

async function* readPart(
  reader: ObjectReader,
  { digest }: ShardAddress,
  parts: Parts,
  table: TableName,
  columns: readonly string[],
): AsyncGenerator<Row> {
  const facts = parts[table];
  if (facts !== undefined) {
    const file = await TableFile.open(reader, partKey(table, digest), facts);
    yield* file.read(columns);
  }
}

/**
 * What a member says that the node does not: that it is called otherwise. The standard library's objects under the names
 * of whoever imports them are nobody's names.
 */
function aliasOf(
  { id, name, to_distribution, to_version, to_id }: Row,
  distribution: string,
  nodes: ReadonlyMap<string, NodeFacts>,
): Record<string, Cell> | undefined {
  const dotted = `${id}.${name}`;
  const isOwn = to_distribution === distribution;
  if (isOwn ? dotted === String(to_id).replace(":", ".") : to_distribution === STANDARD_LIBRARY) {
    return undefined;
  }
  return {
    ...{
      key: reversedName(dotted),
      ...(dotted.includes(":") && { id: dotted }),
      kind: (isOwn && nodes.get(String(to_id))?.kind) || null,
    },
    ...({ public: isPublicName(dotted), to_distribution, to_version, to_id } as Record<string, Cell>),
  };
}

/** Where an import name comes from, and how much of it there is. */
function extentOf(name: string, nodes: ReadonlyMap<string, NodeFacts>): Record<string, Cell> {
  let modules = 0;
  let names = 0;
  for (const { id, kind, public: isPublic } of nodes.values()) {
    if (id === name || id.startsWith(`${name}.`) || id.startsWith(`${name}:`)) {
      modules += kind === "module" ? 1 : 0;
      names += kind !== "module" && isPublic ? 1 : 0;
    }
  }
  return { file: nodes.get(name)?.file ?? null, modules, names };
}
