/** Two releases of a small distribution `lib`, and a project that uses it, for tests of what an upgrade breaks. */

import type { ShardContent, ShardNode } from "../../shard/records.ts";
import { indexShard, type Shard } from "../../shard/shard.ts";
import { node, object, tinyShard } from "../../shard/testing/tiny-shard.ts";
import { type Project, ProjectCollection } from "../sources/project.ts";
import type { SourceRecord, SourceSymbol } from "../sources/records.ts";

const EMPTY = { entryPoints: [], imports: [], uses: [], requirements: [], problems: [] };

export function shardOf(
  name: string,
  version: string,
  nodes: readonly ShardNode[],
  more: Partial<ShardContent> = {},
): Shard {
  const { header, externals } = tinyShard();
  const distribution = { name, displayName: name, version };
  return indexShard(
    {
      ...{ header: { ...header, distribution, importNames: [name], requirements: [] }, ...EMPTY },
      ...{ externals, nodes: nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1)), ...more },
    },
    `${name} ${version}`,
  );
}

const self = { name: "self", kind: "positionalOrKeyword" } as const;

export function method(id: string, parameters: readonly string[], returns?: string): ShardNode {
  const named = parameters.map((name) => ({ name, kind: "positionalOrKeyword", default: "None" }) as const);
  return node(id, "method", {
    module: "lib",
    signature: { parameters: [self, ...named], ...(returns !== undefined && { returns }) },
  });
}

export function callable(
  id: string,
  parameters: readonly string[],
  fields: Partial<ShardNode> = {},
): ShardNode {
  const named = parameters.map((name) => ({ name, kind: "positionalOrKeyword", default: "None" }) as const);
  return node(id, "function", { signature: { parameters: named, ...fields.signature }, ...fields });
}

/** A class of `lib` with these members of its own. */
export function classNode(
  name: string,
  members: readonly string[],
  fields: Partial<ShardNode> = {},
): ShardNode {
  const id = `lib.${name}`;
  return node(id, "class", {
    ...{ module: "lib", signature: { parameters: [] }, bases: [object], mro: [object] },
    members: Object.fromEntries(members.map((member) => [member, `${id}.${member}`])),
    ...fields,
  });
}

/** The module `lib` with these members. */
export function moduleNode(members: readonly string[], fields: Partial<ShardNode> = {}): ShardNode {
  return node("lib", "module", {
    members: Object.fromEntries(members.map((member) => [member, `lib.${member}`])),
    location: { file: "lib/__init__.py" },
    ...fields,
  });
}

type RecordOfSource = Exclude<SourceRecord, { record: "start" | "end" | "source" }>;

/** A project of some files, by what the explorer says of each. */
export function projectOf(files: Record<string, readonly RecordOfSource[]>): Project {
  const modules = new Map(
    Object.keys(files).map((file) => [file, file.replace(/\.py$/, "").replaceAll("/", ".")]),
  );
  const collection = new ProjectCollection(modules);
  const take = collection.session();
  take({ record: "start", protocol: 1, library: ["os", "sys"] });
  for (const [file, records] of Object.entries(files)) {
    take({ record: "source", file });
    for (const record of records) {
      take(record);
    }
  }
  take({ record: "end", sources: modules.size });
  return collection.project();
}

/** `lib.get`: the module and the attributes that are asked of it. */
export function named(dotted: string): SourceSymbol {
  const [of = "", ...attributes] = dotted.split(".");
  return { kind: "module", of, ...(attributes.length > 0 && { attributes }) };
}

/** What calling something gives, or annotating with it, and the attributes of that. */
export function given(kind: string, of: SourceSymbol, ...attributes: string[]): SourceSymbol {
  return { kind, of, ...(attributes.length > 0 && { attributes }) };
}

export function use(
  line: number,
  symbol: SourceSymbol,
  more: Partial<Extract<SourceRecord, { record: "use" }>> = {},
): RecordOfSource {
  return { record: "use", symbol, line, column: 1, how: ["read"], ...more };
}

export function call(
  line: number,
  symbol: SourceSymbol,
  keywords: string[] = [],
  positional = 0,
): RecordOfSource {
  return use(line, symbol, { how: ["call"], positional, ...(keywords.length > 0 && { keywords }) });
}

export function from(line: number, module: string, name?: string, when?: string[]): RecordOfSource {
  return {
    record: "import",
    line,
    module,
    ...(name !== undefined && { name }),
    ...(when !== undefined && { when }),
  };
}
