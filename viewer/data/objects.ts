/** What the page of a module, class, function or value shows. */

import { resolveName } from "../../src/ask/resolve.ts";
import { type MemberView, type NodeView, showNode } from "../../src/ask/view.ts";
import type { OpenGraph, Release } from "../../src/graph/questions/open-graph.ts";
import { History } from "../../src/history/history.ts";
import { type Since, sinceOf } from "../../src/history/since.ts";
import { STANDARD_LIBRARY } from "../../src/releases/project-name.ts";
import type { Ref, ShardNode } from "../../src/shard/records.ts";
import type { ShardObjects } from "../../src/shard/shard.ts";
import { objectHref } from "../app/route.ts";
import { cached } from "./cached.ts";
import { objectsOf } from "./releases.ts";
import type { ViewedStore } from "./store.ts";

/** What is known of a name; where nothing is, how far it could be followed. */
export type ObjectAnswer =
  | { found: true; view: NodeView }
  | { found: false; reached: string; missing: string };

/** Looks a name up in a release. */
export function objectNamed(store: ViewedStore, release: Release, name: string): Promise<ObjectAnswer> {
  return cached(`object ${release.shard} ${name}`, async () => {
    const shard = await objectsOf(store, release);
    const view = await shard.ask((objects) => showNode(objects, name, { isBrief: true }), name);
    return "found" in view
      ? { found: false, reached: view.reached, missing: view.missing }
      : { found: true, view };
  });
}

/** Where a reference leads on this page; undefined where nobody has explored that. */
export function refHref({ graph }: { graph: OpenGraph }, release: Release, ref: Ref): string | undefined {
  if (typeof ref === "string") {
    return objectHref(release.distribution, release.version, ref);
  }
  if ("python" in ref) {
    const [library] = graph.releasesOf(STANDARD_LIBRARY);
    return library && objectHref(STANDARD_LIBRARY, undefined, ref.id);
  }
  const isHere = ref.distribution !== null && graph.releasesOf(ref.distribution).length > 0;
  return isHere && ref.distribution !== null ? objectHref(ref.distribution, ref.version, ref.id) : undefined;
}

/** Where texts that name something lead. */
export type Links = ReadonlyMap<string, string>;

/**
 * Follows names as whoever reads the text of an object would: in what it is, what that stands in, its module, and as they
 * are.
 *
 * @param names dotted, as they are written
 */
export function linksOf(
  store: ViewedStore,
  release: Release,
  node: ShardNode,
  names: readonly string[],
): Promise<Links> {
  const wanted = [...new Set(names)].slice(0, MOST_LINKS).sort();
  return cached(`links ${release.shard} ${node.id} ${wanted.join(" ")}`, async () => {
    const shard = await objectsOf(store, release);
    const found = await shard.ask((objects) =>
      wanted.map((name) => [name, meant(objects, node, name)] as const),
    );
    const links = new Map<string, string>();
    for (const [name, ref] of found) {
      const href = ref && refHref(store, release, ref);
      if (href !== undefined) {
        links.set(name, href);
      }
    }
    return links;
  });
}

/** So many names of one text are followed. */
const MOST_LINKS = 200;

function meant(objects: ShardObjects, { id, module, kind }: ShardNode, name: string): Ref | undefined {
  const scopes = kind === "module" ? [id] : scopesOf(id, module);
  for (const scope of scopes) {
    const found = resolveName(objects, `${scope}.${name}`);
    if (found.found) {
      return found.ref;
    }
  }
  const whole = name.includes(".") || objects.isModule(name) ? resolveName(objects, name) : undefined;
  if (whole?.found === true) {
    return whole.ref;
  }
  return objects.onlyClassCalled(name) ?? builtin(objects, name);
}

/** What an id stands in, from the innermost to its module. */
function scopesOf(id: string, module: string): string[] {
  const scopes: string[] = [];
  for (
    let scope = id;
    scope.length > module.length;
    scope = scope.slice(0, Math.max(scope.lastIndexOf("."), scope.lastIndexOf(":")))
  ) {
    scopes.push(scope);
  }
  return [...scopes, module];
}

const BUILTINS = new Set(
  "bool bytearray bytes complex dict float frozenset int list memoryview object range set str tuple type BaseException Exception ArithmeticError AssertionError AttributeError BufferError EOFError FileExistsError FileNotFoundError ImportError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError NotADirectoryError NotImplementedError OSError OverflowError PermissionError RecursionError ReferenceError RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError SystemError SystemExit TimeoutError TypeError UnicodeDecodeError UnicodeEncodeError UnicodeError UserWarning ValueError Warning ZeroDivisionError".split(
    " ",
  ),
);

function builtin({ header }: ShardObjects, name: string): Ref | undefined {
  return BUILTINS.has(name) ? { python: header.python, id: `builtins.${name}` } : undefined;
}

/** The history of a distribution; undefined where none was made. */
export function historyOf({ reader }: ViewedStore, distribution: string): Promise<History | undefined> {
  return cached(`history ${distribution}`, () => History.open(reader, distribution));
}

/** Since when a name is there; undefined where nobody has explored older releases. */
export function sinceWhen(
  store: ViewedStore,
  { distribution }: Release,
  names: readonly string[],
): Promise<Since | undefined> {
  return cached(`since ${distribution} ${names.join(" ")}`, async () => {
    const history = await historyOf(store, distribution);
    return history && (await sinceOf(history, names));
  });
}

/** Members that belong together, under what people call them. */
export interface MemberGroup {
  title: string;
  members: readonly MemberView[];
  /** Shown only when it is asked for. */
  isClosed: boolean;
}

const CALLABLE = ["method", "classmethod", "staticmethod", "function"];
const CLASS_GROUPS: readonly [string, readonly string[]][] = [
  ["Methods", CALLABLE],
  ["Properties", ["property", "descriptor"]],
  ["Members", ["enumMember"]],
  ["Attributes", ["attribute", "data", "typeAlias"]],
  ["Classes", ["class", "module"]],
];
const MODULE_GROUPS: readonly [string, readonly string[]][] = [
  ["Classes", ["class"]],
  ["Exceptions", ["exception"]],
  ["Functions", CALLABLE],
  ["Values", ["data", "attribute", "typeAlias", "property", "descriptor", "enumMember"]],
  ["Modules", ["module"]],
];

/** The members of a node in groups: what it offers first, then what it only has. */
export function memberGroups(node: ShardNode, members: readonly MemberView[]): MemberGroup[] {
  const isModule = node.kind === "module";
  const offered = node.all === undefined || node.all === null ? undefined : new Set(node.all);
  const sortOf = (member: MemberView) => {
    if (offered?.has(member.name)) {
      return "offered";
    }
    if (/^__.*__$/.test(member.name)) {
      return "special";
    }
    if (member.name.startsWith("_")) {
      return "private";
    }
    return isModule && !isOwn(node, member) ? "imported" : "offered";
  };
  const sorts = Map.groupBy(members, sortOf);
  const kinds = isModule ? MODULE_GROUPS : CLASS_GROUPS;
  const own = sorts.get("offered") ?? [];
  const kindOf = ({ node: of }: MemberView) =>
    isModule && of?.flavours?.includes("exception") ? "exception" : (of?.kind ?? "");
  const groups = kinds.map(([title, list]) => ({
    ...{ title, isClosed: false },
    members: own.filter((member) => list.includes(kindOf(member))),
  }));
  const known = kinds.flatMap(([, list]) => list);
  const foreign = own.filter((member) => !known.includes(kindOf(member)));
  return [
    ...groups,
    { title: "From other packages", members: foreign, isClosed: false },
    { title: "Special methods", members: sorts.get("special") ?? [], isClosed: true },
    { title: "Imported from elsewhere", members: sorts.get("imported") ?? [], isClosed: true },
    { title: "Private", members: sorts.get("private") ?? [], isClosed: true },
  ].filter(({ members: list }) => list.length > 0);
}

/** Whether what a module has is written in it, or in a private module below: then it is its own offer. */
function isOwn({ id }: ShardNode, { to, node }: MemberView): boolean {
  if (typeof to !== "string") {
    return false;
  }
  return (
    to.startsWith(`${id}.`) ||
    to.startsWith(`${id}:`) ||
    (node?.kind !== "module" && to.split(/[.:]/)[0] === id)
  );
}
