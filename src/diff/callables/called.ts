import { constructorSignature, resolveName } from "../../ask/resolve.ts";
import type { ShardNode, Signature } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";
import { areKnownAlike } from "../known.ts";
import type { ObjectPair, Releases } from "../rule.ts";

/**
 * How an object is called in both releases: of methods without what is bound to them, of classes by their constructor.
 *
 * @returns undefined where one can't be called; where one was only read, so that nobody knows what its decorators make of it; and
 *   where a class has its constructor from another one of which the same is told
 */
export function bothSignatures(
  { old, new: now }: Releases,
  before: ShardNode,
  after: ShardNode,
): ObjectPair["signatures"] {
  if (
    !areKnownAlike({ old: before, new: after }) ||
    isOthers(old.shard, before) ||
    isOthers(now.shard, after)
  ) {
    return undefined;
  }
  if (before.kind === "class" && after.kind === "class") {
    const [owner, newOwner] = [constructorOwner(old.shard, before), constructorOwner(now.shard, after)];
    const isInherited = owner !== before.id && newOwner !== after.id;
    const above = owner ?? newOwner;
    if (isInherited && above !== undefined && old.objects.has(above)) {
      return undefined;
    }
  }
  // What a class has taken from a module has what is bound to it, too.
  const areBound = before.kind !== "function" && after.kind !== "function";
  const [first, second] = [called(old.shard, before, areBound), called(now.shard, after, areBound)];
  return first !== undefined && second !== undefined ? { old: first, new: second } : undefined;
}

/** Whether a class has somebody else's function, which it does not define but name (`digest = staticmethod(hashlib.sha1)`). */
function isOthers(shard: Shard, { id, kind, location }: ShardNode): boolean {
  const holder = shard.node(id.replace(/[.:][^.:]+$/, ""));
  const line = location?.endLine === undefined ? location?.line : undefined;
  const isNamed = holder?.kind === "class" && kind !== "class" && line !== undefined;
  return isNamed && shard.uses.some((use) => use.in === holder.id && use.lines.includes(line));
}

/** How an object is called, by what is not bound to it. */
export function calledAs(shard: Shard, node: ShardNode): Signature | undefined {
  return called(shard, node, node.kind !== "function");
}

function called(shard: Shard, node: ShardNode, mayBeBound: boolean): Signature | undefined {
  if (node.kind === "class") {
    return (
      constructorSignature(shard, node) ?? (isMadeOfNothing(shard, node) ? { parameters: [] } : undefined)
    );
  }
  const { signature } = node;
  const isBound = mayBeBound && (node.kind === "method" || node.kind === "classmethod");
  const [first, ...parameters] = signature?.parameters ?? [];
  return signature !== undefined && isBound && first !== undefined && first.kind !== "varPositional"
    ? { ...signature, parameters }
    : signature;
}

/** Whether its constructor is the one that all objects have. */
function isMadeOfNothing(shard: Shard, { id, mro }: ShardNode): boolean {
  const constructors = ["__init__", "__new__"].map((name) => resolveName(shard, `${id}.${name}`));
  const isObjects = constructors.every(
    (found) => found.found && typeof found.ref !== "string" && found.ref.id.startsWith("builtins.object."),
  );
  return isObjects && mro !== undefined;
}

/** The class that has a class's constructor: undefined where it says itself how it is called. */
function constructorOwner(shard: Shard, node: ShardNode): string | undefined {
  for (const name of node.signature === undefined ? ["__init__", "__new__"] : []) {
    const found = resolveName(shard, `${node.id}.${name}`);
    if (found.found && found.node?.signature !== undefined) {
      return found.node.id.slice(0, -name.length - 1);
    }
  }
  return undefined;
}
