/** A whole shard in memory, ready to be asked. Runs in a browser, too. */

import { compareText } from "./canonical.ts";
import type { External, ForeignRef, ShardContent, ShardHeader, ShardNode } from "./records.ts";
import { foreignKey } from "./references.ts";

/** What is asked of a shard to follow names in it and to tell what they lead to. */
export interface ShardObjects {
  header: ShardHeader;
  /** The node with this id. */
  node(id: string): ShardNode | undefined;
  /** What the shard knows of a class of another distribution. */
  external(ref: ForeignRef): External | undefined;
  /** Whether a dotted name is a module of this shard. */
  isModule(name: string): boolean;
  /** All modules, by id. */
  moduleIds(): readonly string[];
  /** Where else a node stands, one step from where its holders are defined; sorted. */
  aliasesOf(id: string): readonly string[];
  /** The class with this last name, where there is one only. */
  onlyClassCalled(name: string): string | undefined;
}

/** A whole shard in memory, with what is needed to follow its references. */
export interface Shard extends ShardContent, ShardObjects {
  /** SHA-256 of the uncompressed lines, hexadecimal; undefined for one that was never written. */
  readonly digest?: string;
}

/** Makes content ready to be asked. */
export function indexShard(content: ShardContent, digest?: string): Shard {
  const nodes = new Map(content.nodes.map((node) => [node.id, node]));
  const externals = new Map(content.externals.map((external) => [foreignKey(external.ref), external]));
  let aliases: ReadonlyMap<string, readonly string[]> | undefined;
  let classes: ReadonlyMap<string, string | undefined> | undefined;
  return {
    ...content,
    ...(digest !== undefined && { digest }),
    node: (id) => nodes.get(id),
    external: (ref) => externals.get(foreignKey(ref)),
    isModule: (name) => nodes.get(name)?.kind === "module",
    moduleIds: () => content.nodes.filter(({ kind }) => kind === "module").map(({ id }) => id),
    aliasesOf(id) {
      aliases ??= aliasesIn(content.nodes);
      return aliases.get(id) ?? [];
    },
    onlyClassCalled(name) {
      classes ??= classesByName(content.nodes);
      return classes.get(name);
    },
  };
}

/** Of each node where else it stands, one step from where its holders are defined; sorted. */
export function aliasesIn(nodes: readonly ShardNode[]): Map<string, string[]> {
  const aliases = new Map<string, string[]>();
  for (const holder of nodes) {
    for (const [member, to] of Object.entries(holder.members ?? {})) {
      if (typeof to === "string" && `${holder.id}.${member}` !== to) {
        const known = aliases.get(to);
        known === undefined
          ? aliases.set(to, [`${holder.id}.${member}`])
          : known.push(`${holder.id}.${member}`);
      }
    }
  }
  for (const names of aliases.values()) {
    names.sort(compareText);
  }
  return aliases;
}

/** Distributions that one asks for by itself, without an extra, and that were installed beside it; sorted. */
export function installedRequirements({
  header,
  requirements,
}: Pick<ShardContent, "header" | "requirements">): string[] {
  const installed = new Set(header.requirements.map(({ name }) => name));
  const asked = requirements.filter(({ name, extra }) => extra === undefined && installed.has(name));
  return [...new Set(asked.map(({ name }) => name))].sort(compareText);
}

/** Classes by their last names; undefined where several are called so. */
function classesByName(nodes: readonly ShardNode[]): Map<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  for (const { id, kind } of nodes) {
    const last = id.split(/[.:]/).at(-1) ?? "";
    if (kind === "class") {
      found.set(last, found.has(last) ? undefined : id);
    }
  }
  return found;
}
