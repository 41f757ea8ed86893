import { resolveName } from "../../ask/resolve.ts";
import type { Ref, ShardNode } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";
import { type Names, parseType, type Type, typeKey } from "./type-text.ts";

/** An annotation, and the object whose it is. */
export interface Annotated {
  text: string;
  node: ShardNode;
  shard: Shard;
}

/** What the new type is to the old one. */
export type TypeChange = "same" | "wider" | "narrower" | "other";

/** What each of Python's own types is, too. */
const PARENTS: Readonly<Record<string, readonly string[]>> = {
  ...{ bool: ["int"], int: ["float"], float: ["complex"], bytearray: ["MutableSequence"] },
  ...{ str: ["Sequence"], bytes: ["Sequence", "Buffer"], list: ["MutableSequence"], tuple: ["Sequence"] },
  ...{ deque: ["MutableSequence"], MutableSequence: ["Sequence"], Sequence: ["Collection", "Reversible"] },
  ...{
    set: ["MutableSet"],
    frozenset: ["AbstractSet"],
    MutableSet: ["AbstractSet"],
    AbstractSet: ["Collection"],
  },
  ...{ dict: ["MutableMapping"], defaultdict: ["dict"], OrderedDict: ["dict"], Counter: ["dict"] },
  ...{ MutableMapping: ["Mapping"], Mapping: ["Collection"], Collection: ["Iterable", "Sized", "Container"] },
  ...{ Reversible: ["Iterable"], Generator: ["Iterator"], Iterator: ["Iterable"] },
  ...{
    AsyncGenerator: ["AsyncIterator"],
    AsyncIterator: ["AsyncIterable"],
    BinaryIO: ["IO"],
    TextIO: ["IO"],
  },
  ...{ TypeGuard: ["bool"], TypeIs: ["bool"] },
};

/** What may be changed through it, so that what it holds is neither wider nor narrower. */
const INVARIANT = new Set(["list", "dict", "set", "deque", "defaultdict", "OrderedDict", "Counter"]);
const MUTABLE = /^(?:Mutable|Callable$)/;

/** How many aliases of types may stand for one another. */
const MAX_ALIASES = 5;

/** What has become of a type: what is merely spelt otherwise is the same. */
export function compareTypes(old: Annotated, now: Annotated): TypeChange {
  if (old.text === now.text) {
    return "same";
  }
  const plain = compareParsed(old, now, false);
  // An alias that stands for more than before is no change of each place that names it.
  return plain === "same" ? plain : compareParsed(old, now, true);
}

/** The outermost names of a type: of a union, of each of its parts. */
export function outerNames(annotated: Annotated): readonly string[] {
  const type = parseType(annotated.text, namesIn(annotated, true));
  return (type?.name === "|" ? type.args : type === undefined ? [] : [type]).map(({ name }) => name);
}

function compareParsed(old: Annotated, now: Annotated, expand: boolean): TypeChange {
  const before = parseType(old.text, namesIn(old, expand));
  const after = parseType(now.text, namesIn(now, expand));
  if (before === undefined || after === undefined) {
    return old.text.replace(/\s/g, "") === now.text.replace(/\s/g, "") ? "same" : "other";
  }
  const isTaken = isA(before, after, now.shard);
  const isGiven = isA(after, before, now.shard);
  return isTaken && isGiven ? "same" : isTaken ? "wider" : isGiven ? "narrower" : "other";
}

/** Whether whatever is of one type is of the other. */
function isA(type: Type, other: Type, shard: Shard): boolean {
  const isAll = other.name === "Any" || other.name === "object";
  if (typeKey(type) === typeKey(other) || isAll || isNobodys(type) || isNobodys(other)) {
    return true;
  }
  if (type.name === "|") {
    return type.args.every((one) => isA(one, other, shard));
  }
  if (other.name === "|") {
    return other.args.some((one) => (!isNobodys(one) || isOpen(one.name)) && isA(type, one, shard));
  }
  if (type.name === "Literal" && other.name === "Literal") {
    const keys = new Set(other.args.map(typeKey));
    return type.args.every((one) => keys.has(typeKey(one)));
  }
  if (!ancestry(type.name, shard).has(other.name)) {
    return false;
  }
  if (type.args.length === 0 || other.args.length === 0) {
    return true;
  }
  const mustEqual = INVARIANT.has(other.name) || MUTABLE.test(other.name);
  return (
    type.args.length === other.args.length &&
    type.args.every((one, index) => {
      const its = other.args[index];
      return its !== undefined && isA(one, its, shard) && (!mustEqual || isA(its, one, shard));
    })
  );
}

/** Whether it is a name that says nothing to those who import: what it stands for is unknown, or another one tomorrow. */
function isNobodys({ name }: Type): boolean {
  return name.startsWith("_") || isOpen(name);
}

/** Whether it is a variable of types, which may be any. */
function isOpen(name: string): boolean {
  return name.startsWith("~");
}

function ancestry(name: string, shard: Shard): Set<string> {
  const found = new Set([name]);
  for (const one of found) {
    for (const parent of PARENTS[one] ?? []) {
      found.add(parent);
    }
  }
  for (const ref of classCalled(name, shard)?.mro ?? []) {
    found.add(lastOf(typeof ref === "string" ? ref : ref.id));
  }
  return found;
}

const classes = new WeakMap<Shard, Map<string, ShardNode>>();

function classCalled(name: string, shard: Shard): ShardNode | undefined {
  let known = classes.get(shard);
  if (known === undefined) {
    known = new Map(
      shard.nodes.filter(({ kind }) => kind === "class").map((node) => [lastOf(node.id), node]),
    );
    classes.set(shard, known);
  }
  return known.get(name);
}

/** What names mean in the module of an annotation. Variables of types are numbered, since their names say nothing. */
function namesIn({ node, shard }: Annotated, expand: boolean, depth = 0): Names {
  const variables = new Map<string, string>();
  const variable = (name: string) => {
    const number = variables.get(name) ?? `~${variables.size + 1}`;
    variables.set(name, number);
    return number;
  };
  const holder = shard.node(node.id.replace(/[.:][^.:]+$/, ""));
  const owner = holder?.kind === "class" ? holder : undefined;
  const itself = ownVariable(node);
  const parameters = new Set(
    [...(node.typeParameters ?? []), ...(owner?.typeParameters ?? [])].map((text) => /[\w]+/.exec(text)?.[0]),
  );
  const meaning = (ref: Ref): string | Type | undefined => {
    if (typeof ref !== "string") {
      return ref.id;
    }
    const found = shard.node(ref);
    if (isVariable(found)) {
      return variable(ref);
    }
    const isAlias = expand && found?.kind === "typeAlias" && depth < MAX_ALIASES;
    return isAlias && found.value !== undefined
      ? parseType(found.value, namesIn({ text: found.value, node: found, shard }, expand, depth + 1))
      : ref;
  };
  return (name) => {
    if (owner !== undefined && (name === itself || lastOf(name) === "Self")) {
      return owner.id;
    }
    const ref = meant(shard, node.module, name) ?? meant(shard, writtenIn(node), name);
    return ref !== undefined ? meaning(ref) : parameters.has(name) ? variable(name) : undefined;
  };
}

/** The module whose file has it, also where it says to be of another one. */
function writtenIn({ location, module }: ShardNode): string {
  return location?.file.replace(/(?:\/__init__)?\.pyi?$/, "").replaceAll("/", ".") ?? module;
}

/** What a name stands for in a module, also where it is imported for type checkers only. */
function meant(shard: Shard, module: string, name: string): Ref | undefined {
  const found = resolveName(shard, `${module}.${name}`);
  if (found.found) {
    return found.ref;
  }
  const [first = "", ...rest] = name.split(".");
  const ref = importsOf(shard).get(`${module}.${first}`);
  if (typeof ref !== "string" || rest.length === 0) {
    return ref === undefined || typeof ref === "string" ? ref : { ...ref, id: [ref.id, ...rest].join(".") };
  }
  const below = resolveName(shard, [ref, ...rest].join("."));
  return below.found ? below.ref : undefined;
}

const imported = new WeakMap<Shard, Map<string, Ref>>();

/** What each name of each module was imported from. */
function importsOf(shard: Shard): Map<string, Ref> {
  let known = imported.get(shard);
  if (known === undefined) {
    known = new Map(
      shard.imports.map(({ module, as, name, from, of }) => [`${module}.${as ?? name ?? from}`, of]),
    );
    imported.set(shard, known);
  }
  return known;
}

/** The variable that stands for the object's own class: the annotation of `self`. */
function ownVariable({ signature }: ShardNode): string | undefined {
  const annotation = signature?.parameters[0]?.annotation;
  return /^(?:self|cls|_cls)$/.test(signature?.parameters[0]?.name ?? "")
    ? annotation?.replace(/^(?:[\w.]*\.)?[Tt]ype\[(.*)\]$/, "$1")
    : undefined;
}

/** Whether it is a variable of types: `TypeVar` and the like. */
export function isVariable(node: ShardNode | undefined): boolean {
  const type = node?.valueType;
  const id = typeof type === "object" ? type.id : "";
  return /(?:^|\.)(?:TypeVar|ParamSpec|TypeVarTuple)$/.test(id);
}

function lastOf(id: string): string {
  return id.split(/[.:]/).at(-1) ?? id;
}
