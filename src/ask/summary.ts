import { compareText } from "../shard/canonical.ts";
import type { NodeKind, Problem, ProblemStage, ShardNode, Signature } from "../shard/records.ts";
import { installedRequirements, type Shard } from "../shard/shard.ts";
import { constructorSignature } from "./resolve.ts";
import { type Wants, wantsOf } from "./wants.ts";

/** What a shard holds, in a few figures and examples. */
export interface ShardSummary {
  distribution: { name: string; displayName: string; version: string };
  python: string;
  nodes: number;
  /** Most frequent first. */
  counts: readonly (readonly [kind: NodeKind, count: number])[];
  problems: number;
  /** Most frequent first. */
  problemsByStage: readonly (readonly [stage: ProblemStage, problems: readonly Problem[]])[];
  wants: Wants;
  notable: readonly NotableEntry[];
  /** The import name that people know it by; undefined where it has none. */
  mainModule: string | undefined;
  /** What it asks for and was installed beside it, sorted: of a metapackage all that there is. */
  installs: readonly string[];
}

/** Something that the distribution offers at the top of its main import name, or of a module right below that. */
export interface NotableEntry {
  kind: NodeKind;
  /** As it is imported, such as `requests.get`. */
  name: string;
  /** How it is called; of a class, what its `__init__` or `__new__` takes. */
  signature: Signature;
  /** The first line of the doc; empty where there is none. */
  doc: string;
}

/** Sums a shard up. */
export function shardSummary(shard: Shard): ShardSummary {
  const { distribution, python } = shard.header;
  const { name, displayName, version } = distribution;
  const main = mainModule(shard);
  return {
    distribution: { name, displayName, version },
    python,
    nodes: shard.nodes.length,
    counts: bySize(Map.groupBy(shard.nodes, ({ kind }) => kind)).map(
      ([kind, nodes]) => [kind, nodes.length] as const,
    ),
    problems: shard.problems.length,
    problemsByStage: bySize(Map.groupBy(shard.problems, ({ stage }) => stage)),
    wants: wantsOf(shard.problems, shard.header.importNames),
    notable: notableEntries(shard, main),
    mainModule: main?.id,
    installs: installedRequirements(shard),
  };
}

function bySize<K extends string, T>(groups: ReadonlyMap<K, readonly T[]>): (readonly [K, readonly T[]])[] {
  return [...groups].sort(([a, left], [b, right]) => right.length - left.length || compareText(a, b));
}

const MAX_NOTABLE_PER_KIND = 3;

/**
 * Up to three classes and three functions of what the main import name offers; where that only has modules, of what they
 * offer. Those that their authors wrote most about are taken, exceptions and what is deprecated left aside: that is what
 * people come for.
 */
function notableEntries(shard: Shard, main: ShardNode | undefined): NotableEntry[] {
  const offered = publicMembers(shard, main);
  const below = () =>
    offered.filter(({ node }) => node.kind === "module").flatMap(({ node }) => publicMembers(shard, node));
  const atTop = callables(shard, offered);
  const callable = atTop.length > 0 ? atTop : callables(shard, below());
  return (["class", "function"] as const).flatMap((kind) =>
    callable
      .filter(({ node }) => node.kind === kind)
      .sort((a, b) => (b.node.doc?.length ?? 0) - (a.node.doc?.length ?? 0) || compareText(a.name, b.name))
      .slice(0, MAX_NOTABLE_PER_KIND)
      .sort((a, b) => compareText(a.name, b.name))
      .map(({ name, node, signature }) => ({ kind, name, signature, doc: firstLine(node.doc) })),
  );
}

function callables(shard: Shard, offered: readonly { name: string; node: ShardNode }[]) {
  const once = new Map(offered.map((entry) => [entry.node.id, entry]));
  return [...once.values()].flatMap(({ name, node }) => {
    const signature = constructorSignature(shard, node);
    const isLeftAside = isException(node) || node.deprecated !== undefined;
    return signature === undefined || isLeftAside ? [] : [{ name, node, signature }];
  });
}

/** The import name that is called like the distribution; else the one that offers most. */
function mainModule(shard: Shard): ShardNode | undefined {
  const { importNames, distribution } = shard.header;
  const modules = importNames.map((name) => shard.node(name)).filter((node) => node !== undefined);
  const offers = (node: ShardNode) => publicMembers(shard, node).length;
  return (
    modules.find(({ id }) => id.toLowerCase().replace(/[._]+/g, "-") === distribution.name) ??
    modules.sort((a, b) => offers(b) - offers(a) || compareText(a.id, b.id))[0]
  );
}

function publicMembers(shard: Shard, module: ShardNode | undefined): { name: string; node: ShardNode }[] {
  const listed = module?.all === undefined || module.all === null ? undefined : new Set(module.all);
  return Object.entries(module?.members ?? {}).flatMap(([member, to]) => {
    const node = typeof to === "string" ? shard.node(to) : undefined;
    const isPublic = listed?.has(member) ?? !member.startsWith("_");
    return node !== undefined && isPublic ? [{ name: `${module?.id}.${member}`, node }] : [];
  });
}

function isException({ mro = [] }: ShardNode): boolean {
  return mro.some((ref) => typeof ref !== "string" && "python" in ref && ref.id === "builtins.BaseException");
}

function firstLine(doc: string | undefined): string {
  return doc?.trim().split("\n", 1)[0]?.trim() ?? "";
}
