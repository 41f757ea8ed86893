import { compareText } from "../shard/canonical.ts";
import type { Problem, Ref, ShardNode } from "../shard/records.ts";
import type { Shard } from "../shard/shard.ts";
import { type NoResolution, type Resolution, resolveName } from "./resolve.ts";

/** Where something was found. */
export type FactSource = ShardNode["from"][number];

/** One of the names that lead to an object, and what it is measured by: the smallest wins, the first figure first. */
export interface Path {
  name: string;
  /** Names in it that begin with "_". */
  private: number;
  names: number;
  characters: number;
}

/**
 * By which rule an object has its id: it is a module; it is a class or function that says that it is defined there, and
 * is found there; it is written there; or it is the best of the paths that lead to it.
 */
export type IdRule = "module" | "claim" | "source" | "path";

/** How a dotted name came to be what `show` says of it. */
export interface Why {
  /** As it was asked for. */
  name: string;
  resolution: Resolution;
  /** Whose it is: of a foreign one what the reference says. */
  owner: { distribution: string | null; version: string | null; python: string };
  /** Undefined for what is not of this shard. */
  id: IdWhy | undefined;
  /** The fields of the node, sorted, by where they were found; empty for what is not of this shard. */
  facts: Partial<Record<FactSource, string[]>>;
  /** What could not be explored of the module that it is in. */
  problems: readonly Problem[];
}

export interface IdWhy {
  rule: IdRule;
  /** The name that it says it has, where that leads elsewhere, and where: null for nowhere. */
  claims?: { name: string; leadsTo: Ref | null };
  /** The module with the same dotted name: for it the id has a colon. */
  hides?: string;
  /** Every path that ends at it, one step from where its holders are defined, best first; its id is among them. */
  paths: readonly Path[];
}

/** Tells why a dotted name leads where it does, and how what is there got its id. */
export function explainName(shard: Shard, name: string): Why | NoResolution {
  const resolution = resolveName(shard, name);
  if (!resolution.found) {
    return resolution;
  }
  const { ref, node } = resolution;
  return {
    name,
    resolution,
    owner: ownerOf(shard, ref),
    id: node && idWhy(shard, node),
    facts: node === undefined ? {} : factsOf(node),
    problems: shard.problems.filter(({ module }) => module === (node?.module ?? resolution.module)),
  };
}

function ownerOf({ header }: Shard, ref: Ref): Why["owner"] {
  const { distribution, python } = header;
  if (typeof ref === "string") {
    return { distribution: distribution.name, version: distribution.version, python };
  }
  if ("python" in ref) {
    return { distribution: null, version: null, python: ref.python };
  }
  return ref.distribution === null
    ? { distribution: null, version: null, python }
    : { distribution: ref.distribution, version: ref.version, python };
}

/** Kinds of objects that say themselves where they are defined. */
const CLAIMING: ReadonlySet<ShardNode["kind"]> = new Set([
  "class",
  "function",
  "method",
  "classmethod",
  "staticmethod",
]);

function idWhy(shard: Shard, node: ShardNode): IdWhy {
  const dotted = node.id.replace(":", ".");
  const names = new Set([dotted, ...shard.aliasesOf(node.id)]);
  const paths = [...names].map(pathOf).sort(byRank);
  const { claims } = node;
  return {
    rule: ruleOf(node),
    ...(claims !== undefined && { claims: { name: claims, leadsTo: refOf(resolveName(shard, claims)) } }),
    ...(node.id !== dotted && { hides: hiddenModule(shard, dotted) }),
    paths,
  };
}

function ruleOf({ kind, claims, from }: ShardNode): IdRule {
  if (kind === "module") {
    return "module";
  }
  if (from[0] !== "runtime") {
    return "source";
  }
  return CLAIMING.has(kind) && claims === undefined ? "claim" : "path";
}

function refOf(resolution: Resolution | NoResolution): Ref | null {
  return resolution.found ? resolution.ref : null;
}

function hiddenModule(shard: Shard, dotted: string): string {
  const parts = dotted.split(".");
  const starts = parts.map((_, index) => parts.slice(0, parts.length - index).join("."));
  return starts.find((start) => shard.isModule(start)) ?? dotted;
}

function pathOf(name: string): Path {
  const parts = name.split(".");
  return {
    name,
    private: parts.filter((part) => part.startsWith("_")).length,
    names: parts.length,
    characters: [...name].length,
  };
}

function byRank(left: Path, right: Path): number {
  return (
    left.private - right.private ||
    left.names - right.names ||
    left.characters - right.characters ||
    compareText(left.name, right.name)
  );
}

/** Fields that are no facts of their own. */
const FRAME: ReadonlySet<string> = new Set(["record", "id", "kind", "module", "from", "origins"]);

function factsOf(node: ShardNode): Why["facts"] {
  const facts: Why["facts"] = {};
  for (const field of Object.keys(node).filter((key) => !FRAME.has(key))) {
    const source = node.origins?.[field] ?? node.from[0];
    if (source !== undefined) {
      facts[source] = [...(facts[source] ?? []), field].sort();
    }
  }
  return facts;
}
