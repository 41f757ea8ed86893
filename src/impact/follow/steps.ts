/** From one object of a distribution to the next, as Python goes: never by a guess. */

import { lookUp } from "../../ask/resolve.ts";
import type { Ref, ShardNode } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";
import { type FoundObject, type Missing, type Outcome, type Unknown, unknown } from "./outcome.ts";
import type { World } from "./world.ts";

const CALLABLES: ReadonlySet<ShardNode["kind"]> = new Set([
  "function",
  "method",
  "classmethod",
  "staticmethod",
]);
/** A class by a name with dots, and nothing around it. */
const PLAIN_CLASS = /^["']?(?<name>[A-Za-z_][\w.]*)["']?$/;
const SELF = /^["']?(?:typing\.|typing_extensions\.|t\.)?Self["']?$/;
/** Parts of names that explorations leave out. */
const LEFT_OUT = /^(?:tests?|_tests?|conftest|__main__|testing)$|^test_|_tests?$/;
/** What modules have, or may have, for being modules: shards do not tell it. */
const OF_ALL_MODULES = new Set([
  ...[
    "__all__",
    "__annotations__",
    "__builtins__",
    "__cached__",
    "__class__",
    "__dict__",
    "__doc__",
    "__file__",
  ],
  ...["__getattr__", "__loader__", "__name__", "__package__", "__path__", "__spec__", "__warningregistry__"],
]);
/** Annotations may lead through other names, which may lead in a circle. */
const MOST_NAMES = 8;

/** What has this name in an object. */
export function step(world: World, from: FoundObject, leaf: string): Outcome {
  const { node, isInstance } = from;
  if (node.kind === "module" && !isInstance) {
    return stepInModule(world, from, leaf);
  }
  if (node.kind === "class") {
    return stepInClass(world, from, leaf);
  }
  const to = CALLABLES.has(node.kind) ? undefined : lookUp(from.shard, node.id, leaf)?.to;
  return to === undefined ? unknown(from.through) : arrive(world, from, leaf, to, true);
}

/** The module of a distribution with this name. */
export function moduleNamed(world: World, shard: Shard, module: string): Outcome {
  const distribution = shard.header.distribution.name;
  const node = shard.node(module);
  if (node?.kind === "module") {
    return moduleObject(shard, node);
  }
  const parts = module.split(".");
  const name = parts.slice(
    0,
    parts.findIndex((_, at) => !shard.isModule(parts.slice(0, at + 1).join("."))) + 1,
  );
  const around = shard.node(name.slice(0, -1).join("."));
  const isOmitted = parts.some((part) => LEFT_OUT.test(part));
  const isShared = world.givers(parts[0] ?? "").length > 1 || around?.namespace === true;
  if (around === undefined || isOmitted || isShared || !isWhole(around)) {
    return unknown([distribution]);
  }
  // What a module makes itself may be imported all the same, where it says so in `sys.modules`.
  const isObject = around.members !== undefined && Object.hasOwn(around.members, name.at(-1) ?? "");
  return isObject
    ? unknown([distribution])
    : {
        ...{ is: "missing", holder: undefined, name: name.join("."), leaf: name.at(-1) ?? "", distribution },
        ...{ through: [distribution], certainty: "sure" },
      };
}

function moduleObject(shard: Shard, node: ShardNode): FoundObject {
  const through = [shard.header.distribution.name];
  return { is: "object", shard, node, isInstance: false, name: node.id, isBound: false, through };
}

function stepInModule(world: World, from: FoundObject, leaf: string): Outcome {
  const { shard, node } = from;
  const to = memberOf(node, leaf);
  if (to !== undefined) {
    return arrive(world, from, leaf, to, false);
  }
  const below = shard.node(`${node.id}.${leaf}`);
  if (below?.kind === "module") {
    return arrive(world, from, leaf, below.id, false);
  }
  const isShared = node.namespace === true || world.givers(node.id).length > 1;
  if (node.imported !== false && !isWhole(node) && !OF_ALL_MODULES.has(leaf)) {
    return { ...unknown(from.through), mayBeMade: `${from.name}.${leaf}` };
  }
  return !isWhole(node) || OF_ALL_MODULES.has(leaf) || isShared || LEFT_OUT.test(leaf)
    ? unknown(from.through)
    : missing(from, leaf, "sure");
}

/** Whether a module says all that it has. */
function isWhole(node: ShardNode): boolean {
  return node.imported !== false && memberOf(node, "__getattr__") === undefined;
}

function stepInClass(world: World, from: FoundObject, leaf: string): Outcome {
  const { shard, node, isInstance } = from;
  if (leaf.startsWith("__") && !isDunder(leaf)) {
    return unknown(from.through);
  }
  const search = new ClassSearch(world, shard, leaf, isInstance);
  const found = search.inOrder([node.id, ...(node.mro ?? node.bases ?? [])], from);
  if (found !== undefined) {
    return found;
  }
  const above = isInstance ? undefined : ofMetaclass(world, from, leaf);
  if (above !== undefined) {
    return above;
  }
  const isKnown =
    search.isWhole && leaf !== "mro" && node.mro !== undefined && node.imported !== false && !isDunder(leaf);
  if (!isKnown) {
    return unknown(from.through);
  }
  return missing(from, leaf, isInstance || node.metaclass !== undefined ? "likely" : "sure");
}

/** What the metaclass of a class has or makes; undefined where it has nothing of the name. */
function ofMetaclass(world: World, from: FoundObject, leaf: string): Outcome | undefined {
  const { metaclass } = from.node;
  if (metaclass === undefined) {
    return undefined;
  }
  const order = typeof metaclass === "string" ? (from.shard.node(metaclass)?.mro ?? []) : [];
  const search = new ClassSearch(world, from.shard, leaf, true);
  return search.inOrder([metaclass, ...order], from) ?? (search.isWhole ? undefined : unknown(from.through));
}

/** Looks for a name in classes one after the other. */
class ClassSearch {
  readonly #world: World;
  readonly #shard: Shard;
  readonly #leaf: string;
  readonly #isOfInstance: boolean;
  /** Whether all that the classes have is known so far. */
  isWhole = true;

  /** @param isOfInstance whether an instance of the classes is asked, which their `__getattr__` answers for */
  constructor(world: World, shard: Shard, leaf: string, isOfInstance: boolean) {
    this.#world = world;
    this.#shard = shard;
    this.#leaf = leaf;
    this.#isOfInstance = isOfInstance;
  }

  inOrder(classes: readonly Ref[], from: FoundObject): Outcome | undefined {
    for (const ref of classes) {
      const found =
        typeof ref === "string"
          ? { shard: this.#shard, node: this.#shard.node(ref) }
          : this.#world.foreign(ref);
      if (found?.node !== undefined) {
        const to = memberOf(found.node, this.#leaf);
        if (to !== undefined) {
          return arrive(this.#world, { ...from, shard: found.shard }, this.#leaf, to, from.isInstance, from);
        }
        this.#note(Object.keys(found.node.members ?? {}), typeof ref !== "string" && "python" in ref);
        continue;
      }
      const members = typeof ref === "string" ? undefined : this.#shard.external(ref)?.members;
      if (members?.includes(this.#leaf)) {
        return unknown(from.through);
      }
      this.#note(members, typeof ref !== "string" && "python" in ref);
    }
    return undefined;
  }

  #note(members: readonly string[] | undefined, isOfPython: boolean): void {
    if (members === undefined) {
      this.isWhole = false;
    } else if (this.#isOfInstance) {
      // All objects of the library have a `__getattribute__` that does nothing of its own.
      const makes = members.includes("__getattr__") || (!isOfPython && members.includes("__getattribute__"));
      this.isWhole &&= !makes;
    }
  }
}

/** What a reference leads to. */
function arrive(
  world: World,
  from: FoundObject,
  leaf: string,
  to: Ref,
  isBound: boolean,
  receiver?: FoundObject,
): Outcome {
  const found = typeof to === "string" ? { shard: from.shard, node: from.shard.node(to) } : world.foreign(to);
  if (found?.node === undefined) {
    return unknown(from.through);
  }
  const distribution = found.shard.header.distribution.name;
  const through = from.through.at(-1) === distribution ? from.through : [...from.through, distribution];
  return {
    ...{
      is: "object",
      shard: found.shard,
      node: found.node,
      isInstance: false,
      name: `${from.name}.${leaf}`,
    },
    ...{ isBound, through, ...(receiver !== undefined && { receiver }) },
  };
}

/** What calling an object gives: an instance of the class, or of the one that the function says it returns. */
export function called(world: World, object: FoundObject, isAwaited = false): FoundObject | Unknown {
  const { node, shard, isInstance } = object;
  if (node.kind === "class" && !isInstance) {
    const { metaclass } = node;
    const makes = typeof metaclass === "string" && lookUpOwn(shard, metaclass, "__call__");
    return makes === true ? unknown(object.through) : { ...object, isInstance: true };
  }
  const isAsync = node.flags?.includes("async") === true;
  const isPlain = node.overloads === undefined && node.flags?.includes("generator") !== true;
  if (!CALLABLES.has(node.kind) || !isPlain || isAsync !== isAwaited) {
    return unknown(object.through);
  }
  const { returns } = node.signature ?? {};
  if (returns === undefined) {
    return hinted(world, object);
  }
  if (SELF.test(returns) && object.receiver !== undefined) {
    return { ...object.receiver, isInstance: true };
  }
  return instanceNamed(world, object, returns);
}

/** An instance of the class that the same function of another release says it returns, as this release has that class. */
function hinted(world: World, { shard, node, through }: FoundObject): FoundObject | Unknown {
  const other = world.hint(shard.header.distribution.name);
  const same = other?.node(node.id);
  const returns = same?.overloads === undefined ? same?.signature?.returns : undefined;
  if (other === undefined || same === undefined || returns === undefined) {
    return unknown(through);
  }
  const object = { ...moduleObject(other, same), through };
  const found = instanceNamed(world, object, returns);
  const own = found.is === "object" && found.shard === other ? shard.node(found.node.id) : undefined;
  return found.is === "object" && own?.kind === "class" ? { ...found, shard, node: own } : unknown(through);
}

/** What a `with` of an instance binds: what its `__enter__` says it returns, else itself, as nearly all do. */
export function entered(world: World, object: FoundObject, method: string): FoundObject | Unknown {
  const enter = object.isInstance ? step(world, object, method) : unknown(object.through);
  if (enter.is !== "object") {
    return unknown(object.through);
  }
  return enter.node.signature?.returns === undefined
    ? object
    : called(world, { ...enter, receiver: object }, method === "__aenter__");
}

/** An instance of the class that an annotation of a function names in its module. */
function instanceNamed(
  world: World,
  { shard, node, through }: FoundObject,
  text: string,
): FoundObject | Unknown {
  const names = PLAIN_CLASS.exec(text)?.groups?.name?.split(".") ?? [];
  const module = shard.node(node.module);
  if (module === undefined || names.length === 0 || names.length > MOST_NAMES) {
    return unknown(through);
  }
  let at: Outcome = { ...moduleObject(shard, module), through };
  for (const name of names) {
    at = at.is === "object" ? step(world, at, name) : at;
  }
  return at.is === "object" && at.node.kind === "class" ? { ...at, isInstance: true } : unknown(through);
}

function lookUpOwn(shard: Shard, id: string, name: string): boolean {
  const node = shard.node(id);
  const order = [id, ...(node?.mro ?? []).filter((ref) => typeof ref === "string")];
  return order.some((one) => memberOf(shard.node(one), name) !== undefined);
}

function missing(from: FoundObject, leaf: string, certainty: Missing["certainty"]): Missing {
  return {
    ...{ is: "missing", holder: from, name: `${from.name}.${leaf}`, leaf, certainty, through: from.through },
    distribution: from.shard.header.distribution.name,
  };
}

function memberOf(node: ShardNode | undefined, name: string): Ref | undefined {
  return node?.members !== undefined && Object.hasOwn(node.members, name) ? node.members[name] : undefined;
}

function isDunder(name: string): boolean {
  return name.startsWith("__") && name.endsWith("__");
}
