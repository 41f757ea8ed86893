import type { Ref, ShardNode, Signature } from "../shard/records.ts";
import type { ShardObjects } from "../shard/shard.ts";

/** How one name of a dotted name was followed. */
export interface ResolutionStep {
  name: string;
  /**
   * A `member` of its own; `inherited` from a class in the order of method resolution; of its `metaclass`; of the
   * class of the `value` that data has; of the class that its annotated `type` names.
   */
  how: "member" | "inherited" | "metaclass" | "value" | "type";
  /** Whose member it is: for all but the first way another class than the one before. */
  owner: Ref;
  /** Where it leads. */
  to: Ref;
}

/** What a dotted name stands for. */
export interface Resolution {
  found: true;
  /** The module that the name begins with. */
  module: string;
  steps: readonly ResolutionStep[];
  /** Where it ends: a node of this shard, or something of another distribution. */
  ref: Ref;
  /** The node; undefined where it ends in another distribution. */
  node: ShardNode | undefined;
}

/** How far a dotted name that stands for nothing could be followed. */
export interface NoResolution {
  found: false;
  /** The part that could be followed; empty where not even a module was found. */
  reached: string;
  /** Where that ends. */
  ref: Ref | undefined;
  /** The name that is not there. */
  missing: string;
}

/**
 * Follows a dotted name as Python would: from the longest module it begins with through members, then what classes
 * inherit (in this shard, and what it knows of foreign classes). `module:name` says where the module ends. In the standard
 * library, what begins with no module is looked for among the builtins: `str.join`.
 */
export function resolveName(shard: ShardObjects, name: string): Resolution | NoResolution {
  let farthest: NoResolution | undefined;
  for (const [module, names] of startingPoints(shard, name)) {
    const result = follow(shard, module, names);
    if (result.found) {
      return result;
    }
    if (farthest === undefined || result.reached.length > farthest.reached.length) {
      farthest = result;
    }
  }
  return farthest ?? { found: false, reached: "", ref: undefined, missing: name.split(/[.:]/, 1)[0] ?? "" };
}

/** The module whose names are names everywhere. Only the standard library has it. */
const BUILTINS = "builtins";

/** What a module, a class, or the class of a value has under a name, as far as this shard knows. */
export function lookUp(shard: ShardObjects, ref: Ref, name: string): ResolutionStep | undefined {
  if (typeof ref !== "string") {
    const isClass = shard.external(ref) !== undefined;
    return (
      lookUpInClasses(shard, [ref], name, "member") ??
      lookUpInClasses(shard, lineage(shard, ref).slice(1), name, "inherited") ??
      lookUpThrough(shard, isClass ? builtin(shard, "type") : undefined, name, "metaclass")
    );
  }
  const node = shard.node(ref);
  const own = memberOf(node, name) ?? memberOf(node, mangled(ref, name));
  if (own !== undefined) {
    return { name, how: "member", owner: ref, to: own };
  }
  if (node?.kind === "class") {
    const inherited = lookUpInClasses(shard, node.mro ?? node.bases ?? [], name, "inherited");
    return inherited ?? lookUpThrough(shard, node.metaclass ?? builtin(shard, "type"), name, "metaclass");
  }
  const kept = node?.kind === "property" ? builtin(shard, "property") : node?.valueType;
  const held = lookUpThrough(shard, kept, name, "value");
  return held ?? lookUpThrough(shard, node && annotatedClass(shard, node), name, "type");
}

function builtin(shard: ShardObjects, name: string): Ref {
  const id = `${BUILTINS}.${name}`;
  // Of the standard library they are its own.
  return shard.node(id) === undefined ? { python: shard.header.python, id } : id;
}

/** A name with dots, alone, with type arguments, or as one of two with None. */
const ANNOTATED = /^(?:[\w.]*\bOptional\[)?["']?(?<name>[A-Za-z_][\w.]*)(?:\[.*\])?["']?(?: \| None|\])?$/;

/** The class that the annotation of a value or property names in its module: of a proxy, the class of what it stands for. */
function annotatedClass(shard: ShardObjects, { module, type }: ShardNode): Ref | undefined {
  const names = ANNOTATED.exec(type ?? "")?.groups?.name?.split(".");
  if (names === undefined) {
    return undefined;
  }
  const starts = [[module, names] as const, ...startingPoints(shard, names.join("."))];
  const found = starts.map(([start, rest]) => byMembers(shard, start, rest)).find((ref) => ref !== undefined);
  // What is imported for type checkers only is no member.
  return found ?? shard.onlyClassCalled(names.at(-1) ?? "");
}

/** Where members alone lead, of which there is one at least. */
function byMembers(shard: ShardObjects, module: string, names: readonly string[]): Ref | undefined {
  let ref: Ref | undefined = names.length > 0 ? module : undefined;
  for (const name of names) {
    ref = typeof ref === "string" ? memberOf(shard.node(ref), name) : undefined;
  }
  return ref;
}

/** A class and what comes after it in the order of method resolution, as far as this shard knows. */
export function lineage(shard: ShardObjects, ref: Ref): Ref[] {
  const mro = typeof ref === "string" ? shard.node(ref)?.mro : shard.external(ref)?.mro;
  return [ref, ...(mro ?? [])];
}

/**
 * The names that a class has of its own: of this shard with where they lead, of a foreign one those that are
 * known.
 */
export function* ownMembers(shard: ShardObjects, ref: Ref): Generator<readonly [name: string, to: Ref]> {
  if (typeof ref === "string") {
    yield* Object.entries(shard.node(ref)?.members ?? {});
    return;
  }
  for (const name of shard.external(ref)?.members ?? []) {
    yield [name, { ...ref, id: `${ref.id}.${name}` }];
  }
}

/**
 * How a class is called: its own signature, or that of the `__init__` or `__new__` it has or inherits, without
 * `self`.
 */
export function constructorSignature(shard: ShardObjects, node: ShardNode): Signature | undefined {
  if (node.kind !== "class" || node.signature !== undefined) {
    return node.signature;
  }
  for (const name of ["__init__", "__new__"]) {
    const to = lookUp(shard, node.id, name)?.to;
    const signature = typeof to === "string" ? shard.node(to)?.signature : undefined;
    if (signature !== undefined) {
      const [self, ...parameters] = signature.parameters;
      return { parameters: self?.kind === "varPositional" ? signature.parameters : parameters };
    }
  }
  return undefined;
}

// A module that another object hides comes last: asked for by its name, Python gives the object. What no module has is a
// name of the builtins, as in Python.
function startingPoints(shard: ShardObjects, name: string): (readonly [module: string, names: string[]])[] {
  const colon = name.indexOf(":");
  if (colon >= 0) {
    const module = name.slice(0, colon);
    return shard.isModule(module) ? [[module, name.slice(colon + 1).split(".")]] : [];
  }
  const parts = name.split(".");
  const points = parts
    .map(
      (_, index) =>
        [parts.slice(0, parts.length - index).join("."), parts.slice(parts.length - index)] as const,
    )
    .filter(([module]) => shard.isModule(module));
  const isHidden = ([module]: readonly [string, string[]]) => shard.node(module)?.shadowed === true;
  const isBuiltin = memberOf(shard.node(BUILTINS), parts[0] ?? "") !== undefined;
  return [
    ...points.filter((point) => !isHidden(point)),
    ...points.filter(isHidden),
    ...(isBuiltin ? [[BUILTINS, parts] as const] : []),
  ];
}

function follow(shard: ShardObjects, module: string, names: readonly string[]): Resolution | NoResolution {
  const steps: ResolutionStep[] = [];
  let ref: Ref = module;
  for (const name of names) {
    const step = lookUp(shard, ref, name);
    if (step === undefined) {
      const reached = [module, ...names.slice(0, steps.length)].join(".");
      return { found: false, reached, ref, missing: name };
    }
    steps.push(step);
    ref = step.to;
  }
  return { found: true, module, steps, ref, node: typeof ref === "string" ? shard.node(ref) : undefined };
}

function lookUpThrough(
  shard: ShardObjects,
  type: Ref | undefined,
  name: string,
  how: ResolutionStep["how"],
): ResolutionStep | undefined {
  return type === undefined ? undefined : lookUpInClasses(shard, lineage(shard, type), name, how);
}

function lookUpInClasses(
  shard: ShardObjects,
  classes: readonly Ref[],
  name: string,
  how: ResolutionStep["how"],
): ResolutionStep | undefined {
  for (const owner of classes) {
    if (typeof owner === "string") {
      const node = shard.node(owner);
      const to = memberOf(node, name) ?? memberOf(node, mangled(owner, name));
      if (to !== undefined) {
        return { name, how, owner, to };
      }
    } else {
      const held = shard.external(owner)?.members ?? [];
      const there = [name, mangled(owner.id, name)].find((one) => held.includes(one));
      if (there !== undefined) {
        return { name, how, owner, to: { ...owner, id: `${owner.id}.${there}` } };
      }
    }
  }
  return undefined;
}

/** The name by which a class holds a private one (`__name`), which documentation shows as it is written. */
function mangled(owner: string, name: string): string {
  const isPrivate = name.startsWith("__") && !name.endsWith("__");
  return isPrivate ? `_${owner.split(/[.:]/).at(-1)?.replace(/^_+/, "")}${name}` : name;
}

function memberOf(node: ShardNode | undefined, name: string): Ref | undefined {
  return node?.members !== undefined && Object.hasOwn(node.members, name) ? node.members[name] : undefined;
}
