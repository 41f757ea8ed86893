/** Distributions of one module, for tests of questions on many. */

import type { ShardContent } from "../../shard/records.ts";
import { node, tinyShard } from "../../shard/testing/tiny-shard.ts";
import type { ShardEntry } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";
import { keepTinyShard } from "../../store/testing/tiny-run.ts";
import { makeGraph } from "../index/make-graph.ts";
import { OpenGraph } from "../questions/open-graph.ts";

const EMPTY = { externals: [], entryPoints: [], imports: [], uses: [], requirements: [], problems: [] };

/** What a distribution of one module has. */
export interface ModuleShard extends Partial<Pick<ShardContent, "uses" | "imports" | "requirements">> {
  nodes?: readonly Parameters<typeof node>[];
  version?: string;
  /** Of the module. */
  members?: NonNullable<ReturnType<typeof node>["members"]>;
}

/** Keeps a distribution with one module of its name, a package where there are modules below it, and nodes below it. */
export function keepModule(
  store: Store,
  name: string,
  { nodes = [], version = "1.0", members = {}, ...records }: ModuleShard = {},
): Promise<ShardEntry> {
  const header = { ...tinyShard().header, importNames: [name], requirements: [] };
  const isPackage = nodes.some(([, kind]) => kind === "module");
  const file = isPackage ? `${name}/__init__.py` : `${name}.py`;
  const module = node(name, "module", { members, location: { file } });
  const all = [module, ...nodes.map((args) => node(...args))];
  return keepTinyShard(store, version, name, { header, ...EMPTY, ...records, nodes: all });
}

/** The graph of some shards. */
export async function graphOf(store: Store, shards: readonly ShardEntry[]): Promise<OpenGraph> {
  const { graph } = await makeGraph(store, shards, undefined);
  return new OpenGraph(store, graph);
}
