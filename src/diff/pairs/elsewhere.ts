import { resolveName } from "../../ask/resolve.ts";
import { canonicalJson } from "../../shard/canonical.ts";
import type { ShardNode } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";
import type { ApiObject } from "../api.ts";
import { around } from "../facts/kinds.ts";
import type { Elsewhere, ObjectPair, Releases } from "../rule.ts";

/** Of the names in a module or class, how many a new one must have to be taken for the same. */
const SHARE_OF_NAMES = 0.7;
/** With how many names a module is known by them alone. */
const TELLING_NAMES = 3;

/**
 * Where the new release has an object that none of its old names leads to: the one thing of the same kind that is called
 * so but for case and underscores, looks alike, and was not there before. Members are looked for in their own class, modules also
 * under another name, all but modules below the same import name.
 *
 * @param taken ids of the new release that other objects have become
 * @param moves modules that most of what stood in one has gone to
 */
export function elsewhere(
  object: ApiObject,
  { old, new: now }: Releases,
  taken: ReadonlySet<string>,
  moves: ReadonlyMap<string, string>,
): Elsewhere | undefined {
  const { node } = object;
  const isNew = ({ id }: ShardNode) => !taken.has(id) && old.shard.node(id) === undefined;
  const holder = object.holder && resolveName(now.shard, holderOf(object.names[0]));
  const within = holder?.found ? holder.node?.id.replace(":", ".") : undefined;
  const isWithin = ({ id }: ShardNode) => holder === undefined || holderOf(id) === within;
  const alike = candidates(now.shard, node).filter(
    (other) => isCalledSo(node, other) && isWithin(other) && isNew(other),
  );
  const isPublic = (other: ShardNode) => now.objects.has(other.id);
  const goal = now.shard.node(moves.get(node.id) ?? "");
  if (node.kind === "module" && goal !== undefined && isNew(goal)) {
    return { node: goal, name: goal.id, isPublic: isPublic(goal) };
  }
  for (const among of [alike.filter(isPublic), alike.filter((other) => !isPublic(other))]) {
    const [found, ...more] = among.filter((other) => isAlike(node, other));
    if (found !== undefined && more.length === 0) {
      const name = now.objects.get(found.id)?.names[0];
      return { node: found, name: name ?? found.id, isPublic: name !== undefined };
    }
  }
  return undefined;
}

/** For each module the one that most of what stood in it stands in now. */
export function movesOfModules(pairs: readonly ObjectPair[]): Map<string, string> {
  const goals = Map.groupBy(pairs, ({ old }) => around(old));
  const moves = new Map<string, string>();
  for (const [module, all] of goals) {
    for (const [goal, some] of Map.groupBy(all, (pair) => around(pair.new))) {
      if (some.length >= all.length * SHARE_OF_NAMES) {
        moves.set(module, goal);
      }
    }
  }
  return moves;
}

const byName = new WeakMap<Shard, Map<string, ShardNode[]>>();

/** What is of the same kind and called so: of modules all, which may be called otherwise. */
function candidates(shard: Shard, node: ShardNode): readonly ShardNode[] {
  let known = byName.get(shard);
  if (known === undefined) {
    known = Map.groupBy(shard.nodes, nameKey);
    byName.set(shard, known);
  }
  return known.get(nameKey(node)) ?? [];
}

function nameKey({ kind, id }: ShardNode): string {
  return kind === "module" ? kind : `${kind} ${plain(lastOf(id))}`;
}

function isCalledSo(node: ShardNode, other: ShardNode): boolean {
  // A module that has the same names is the same, whatever it is called.
  const isTelling = node.kind === "module" && namesIn(node).length >= TELLING_NAMES;
  const isNear = node.kind === "module" || outermost(node.id) === outermost(other.id);
  return isTelling || (isNear && plain(lastOf(node.id)) === plain(lastOf(other.id)));
}

function isAlike(node: ShardNode, other: ShardNode): boolean {
  if (node.doc !== undefined && node.doc === other.doc && node.kind !== "module") {
    return true;
  }
  switch (node.kind) {
    case "module": {
      const [names, others] = [namesIn(node), namesIn(other)];
      // What is called otherwise may have taken it in, with much else: then it is not the same.
      const isCalledAlike = plain(lastOf(node.id)) === plain(lastOf(other.id));
      const isMutual = isCalledAlike || shareOf(others, names) >= SHARE_OF_NAMES;
      return isMutual && shareOf(names, others) >= SHARE_OF_NAMES;
    }
    case "class":
      return shareOf(namesIn(node), namesIn(other)) >= SHARE_OF_NAMES;
    case "data":
    case "typeAlias":
    case "enumMember":
      return node.value !== undefined && node.value === other.value;
    default:
      return canonicalJson(node.signature ?? null) === canonicalJson(other.signature ?? null);
  }
}

function shareOf(names: readonly string[], others: readonly string[]): number {
  return names.length === 0 ? 0 : names.filter((name) => others.includes(name)).length / names.length;
}

function namesIn({ members, kind }: ShardNode): string[] {
  return Object.keys(members ?? {}).filter((name) => kind !== "module" || !name.startsWith("_"));
}

/** `getName`, `get_name` and `_get_name` are called so for the same. */
function plain(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}

function outermost(id: string): string {
  return id.split(/[.:]/, 1)[0] ?? id;
}

function lastOf(id: string): string {
  return id.split(/[.:]/).at(-1) ?? id;
}

function holderOf(name: string): string {
  return name.split(/[.:]/).slice(0, -1).join(".");
}
