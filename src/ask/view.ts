import { compareText } from "../shard/canonical.ts";
import type { Ref, ShardNode, Signature } from "../shard/records.ts";
import type { ShardObjects } from "../shard/shard.ts";
import {
  constructorSignature,
  lineage,
  type NoResolution,
  ownMembers,
  type Resolution,
  resolveName,
} from "./resolve.ts";

/** A name that a node has of its own or inherits. */
export interface MemberView {
  name: string;
  to: Ref;
  /** The node that it leads to; undefined where that is in another distribution. */
  node: ShardNode | undefined;
}

/** All that a shard says about one dotted name. */
export interface NodeView {
  /** As it was asked for. */
  name: string;
  resolution: Resolution;
  /** How the node is called, where it can be: of a class, what its `__init__` or `__new__` takes. */
  signature: Signature | undefined;
  /** The other dotted names of modules' and classes' own members that lead to the same, sorted. */
  aliases: readonly string[];
  /** Sorted by name. */
  members: readonly MemberView[];
  /** What each further class in the order of method resolution adds, nearest first; their nodes only where asked for. */
  inherited: readonly { from: Ref; members: readonly MemberView[] }[];
}

export interface ShowOptions {
  /** Whether the nodes of what classes inherit are given, which are many. Default true. */
  hasInheritedNodes?: boolean;
}

/** Looks a dotted name up and gathers what a person wants to know about it. */
export function showNode(
  shard: ShardObjects,
  name: string,
  { hasInheritedNodes = true }: ShowOptions = {},
): NodeView | NoResolution {
  const resolution = resolveName(shard, name);
  if (!resolution.found) {
    return resolution;
  }
  const { ref, node } = resolution;
  const classes = node?.kind === "class" ? lineage(shard, ref).slice(1) : [];
  const seen = new Set(Object.keys(node?.members ?? {}));
  const inherited = classes.map((from) => {
    const members = [...ownMembers(shard, from)].filter(([member]) => !seen.has(member));
    for (const [member] of members) {
      seen.add(member);
    }
    const view = ([member, to]: (typeof members)[number]) =>
      hasInheritedNodes ? memberView(shard, [member, to]) : { name: member, to, node: undefined };
    return { from, members: members.map(view).sort(byName) };
  });
  return {
    name,
    resolution,
    signature: node && constructorSignature(shard, node),
    aliases: typeof ref === "string" ? shard.aliasesOf(ref).filter((alias) => alias !== name) : [],
    members: [...ownMembers(shard, ref)].map((member) => memberView(shard, member)).sort(byName),
    inherited: inherited.filter(({ members }) => members.length > 0),
  };
}

function memberView(shard: ShardObjects, [name, to]: readonly [string, Ref]): MemberView {
  return { name, to, node: typeof to === "string" ? shard.node(to) : undefined };
}

function byName(a: MemberView, b: MemberView): number {
  return compareText(a.name, b.name);
}
