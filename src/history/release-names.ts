import { constructorSignature } from "../ask/resolve.ts";
import { publicApi } from "../diff/api.ts";
import type { NodeKind, Parameter, ShardNode } from "../shard/records.ts";
import type { Shard } from "../shard/shard.ts";

/** What one release says of an object. */
export interface ObjectFacts {
  /** Its id with dots only; of another distribution's object, the id there. */
  id: string;
  kind: NodeKind | "foreign";
  isDeprecated: boolean;
  /** As they stand; undefined where it is not known how it is called, or it is not. */
  parameters: readonly Parameter[] | undefined;
  /** Ids of the classes of the distribution that come after it in the order of method resolution. */
  bases: readonly string[];
}

/** What a release has under one name. */
export interface NamedObject {
  object: ObjectFacts;
  isPublic: boolean;
}

/**
 * The names of a release: public ones, ids of all nodes, and members of modules and classes that lead to another id.
 */
export function releaseNames(shard: Shard): Map<string, NamedObject> {
  const facts = new Map<string, ObjectFacts>();
  const factsOf = (node: ShardNode) => {
    const known = facts.get(node.id) ?? objectFacts(shard, node);
    facts.set(node.id, known);
    return known;
  };
  const names = new Map<string, NamedObject>();
  for (const node of shard.nodes) {
    // Asked for by the name of a module that its parent hides, Python gives the other object.
    if (node.shadowed !== true) {
      names.set(dotted(node.id), { object: factsOf(node), isPublic: false });
    }
  }
  for (const [name, node] of ownMemberNodes(shard)) {
    if (!names.has(name)) {
      names.set(name, { object: factsOf(node), isPublic: false });
    }
  }
  for (const [name, object] of publicNames(shard, factsOf)) {
    names.set(name, { object, isPublic: true });
  }
  return names;
}

function* ownMemberNodes(shard: Shard): Generator<readonly [name: string, node: ShardNode]> {
  for (const { id, members = {} } of shard.nodes) {
    for (const [member, ref] of Object.entries(members)) {
      const node = typeof ref === "string" ? shard.node(ref) : undefined;
      if (node !== undefined) {
        yield [`${dotted(id)}.${member}`, node];
      }
    }
  }
}

function* publicNames(
  shard: Shard,
  factsOf: (node: ShardNode) => ObjectFacts,
): Generator<readonly [name: string, object: ObjectFacts]> {
  const { objects, passedOn } = publicApi(shard);
  for (const { node, names } of objects.values()) {
    for (const name of names) {
      yield [name, factsOf(node)];
    }
  }
  for (const { name, ref } of passedOn) {
    const id = typeof ref === "string" ? dotted(ref) : ref.id;
    yield [name, { id, kind: "foreign", isDeprecated: false, parameters: undefined, bases: [] }];
  }
}

/** Modules of a release of which it is not known what they have. */
export function unknownModules(shard: Shard): ReadonlySet<string> {
  return new Set(shard.nodes.filter(({ imported }) => imported === false).map(({ id }) => id));
}

/** An id as a dotted name. */
export function dotted(id: string): string {
  return id.replace(":", ".");
}

function objectFacts(shard: Shard, node: ShardNode): ObjectFacts {
  const { id, kind, deprecated, mro = [] } = node;
  return {
    ...{ id: dotted(id), kind, isDeprecated: deprecated !== undefined },
    parameters: constructorSignature(shard, node)?.parameters,
    bases: mro.filter((ref) => typeof ref === "string").map(dotted),
  };
}
