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
  /** The node that it leads to; undefined where that is in another distribution, and of what is told by name only. */
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
  /** What each further class in the order of method resolution adds, nearest first. */
  inherited: readonly { from: Ref; members: readonly MemberView[] }[];
}

export interface ShowOptions {
  /** Without the nodes of what is only told by name: what classes inherit, and private members. */
  isBrief?: boolean;
}

/** Looks a dotted name up and gathers what a person wants to know about it. */
export function showNode(
  shard: ShardObjects,
  name: string,
  { isBrief = false }: ShowOptions = {},
): NodeView | NoResolution {
  const resolution = resolveName(shard, name);
  if (!resolution.found) {
    return resolution;
  }
  const { ref, node } = resolution;
  const view = ([member, to]: readonly [string, Ref], isNameOnly: boolean): MemberView => {
    return { name: member, to, node: isNameOnly || typeof to !== "string" ? undefined : shard.node(to) };
  };
  const classes = node?.kind === "class" ? lineage(shard, ref).slice(1) : [];
  const seen = new Set(Object.keys(node?.members ?? {}));
  const inherited = classes.map((from) => {
    const members = [...ownMembers(shard, from)].filter(([member]) => !seen.has(member));
    for (const [member] of members) {
      seen.add(member);
    }
    return { from, members: members.map((member) => view(member, isBrief)).sort(byName) };
  });
  return {
    name,
    resolution,
    signature: node && constructorSignature(shard, node),
    aliases: typeof ref === "string" ? shard.aliasesOf(ref).filter((alias) => alias !== name) : [],
    members: [...ownMembers(shard, ref)]
      .map((member) => view(member, isBrief && member[0].startsWith("_")))
      .sort(byName),
    inherited: inherited.filter(({ members }) => members.length > 0),
  };
}

function byName(a: MemberView, b: MemberView): number {
  return compareText(a.name, b.name);
}
