import { ownMembers, resolveName } from "../ask/resolve.ts";
import { compareText } from "../shard/canonical.ts";
import type { Ref, ShardNode } from "../shard/records.ts";
import { lastName } from "../shard/references.ts";
import type { Shard } from "../shard/shard.ts";
import { isVariable } from "./types/compare.ts";

/** Something of a distribution that whoever imports it may rely on. */
export interface ApiObject {
  readonly node: ShardNode;
  /** The names it is reached by, the best first. */
  readonly names: readonly [string, ...string[]];
  /** The class that has it under the best of its names; undefined for what modules hold, and for modules. */
  readonly holder: ApiObject | undefined;
}

/** A public name for what is somebody else's. */
export interface PassedOn {
  name: string;
  ref: Ref;
}

/** What a release offers. */
export interface Api {
  readonly shard: Shard;
  /** By id. */
  readonly objects: ReadonlyMap<string, ApiObject>;
  /** Names of modules for what others have, by their `__all__` or passed on else, and of classes. */
  readonly passedOn: readonly PassedOn[];
}

export interface ApiOptions {
  /** Take private names too. Default false. */
  all?: boolean;
  /** What the project itself says of a dotted name and what is in it; the rules go where it says nothing. */
  says?: (dotted: string) => "public" | "private" | undefined;
}

/** What is for the project's own tests, wherever it stands. */
const TESTS = new Set(["tests", "conftest"]);
/** What only Python 2 asked for. */
const OUTLIVED = new Set([
  ...["__cmp__", "__coerce__", "__delslice__", "__div__", "__getslice__", "__hex__", "__idiv__"],
  ...["__long__", "__nonzero__", "__oct__", "__rdiv__", "__setslice__", "__unicode__"],
]);
/** What Python and the makers of classes (`dataclasses`, `attrs`, `enum`, `typing`, `abc`) keep in classes for themselves. */
const KEPT = new Set([
  ...["__abstractmethods__", "__annotate__", "__annotate_func__", "__annotations__", "__annotations_cache__"],
  ...[
    "__attrs_attrs__",
    "__attrs_base_of_slotted__",
    "__attrs_own_setattr__",
    "__attrs_props__",
    "__class__",
  ],
  ...["__classcell__", "__dataclass_fields__", "__dataclass_params__", "__dict__", "__doc__"],
  ...["__final__", "__firstlineno__", "__getnewargs__", "__getstate__", "__init__"],
  ...["__init_subclass__", "__match_args__", "__module__", "__name__", "__new__"],
  ...["__orig_bases__", "__parameters__", "__post_init__", "__qualname__", "__reduce__"],
  ...["__reduce_ex__", "__replace__", "__setstate__", "__slots__", "__static_attributes__"],
  ...["__subclasshook__", "__type_params__", "__weakref__", "__wrapped__"],
  ...["__closed__", "__extra_items__", "__mutable_keys__", "__optional_keys__", "__readonly_keys__"],
  ...["__required_keys__", "__total__", "__callable_proto_members_only__"],
  ...["__non_callable_proto_members__", "__protocol_attrs__", "__dataclass_transform__", "__deprecated__"],
  ...["__new_member__", "__pyx_vtable__", "__reduce_cython__", "__setstate_cython__", "__test__"],
]);

/**
 * What a release offers, by the rules that people who write Python go by:
 *
 * - Nothing below a name that begins with one underscore, and nothing for tests (`tests`, `conftest`).
 * - What a module's `__all__` names; of a module without one what it defines itself, but for variables of types, and what it imports of the distribution
 *   under its own name (`import x as x`). What it imports else only where it is a package and that stands below it or is
 *   private, or where it defines nothing and that is private: others import for their own use. Of names with two
 *   underscores on both sides `__version__`. What a package imports by name of other distributions, and does not use itself.
 * - Of a class its own members and those of bases and of a metaclass that have no public name, those with two underscores on both
 *   sides too, but for what all classes have.
 */
export function publicApi(shard: Shard, options: ApiOptions = {}): Api {
  const collector = new Collector(shard, options);
  for (const node of shard.nodes) {
    if (node.kind === "module" && collector.isPublic(node.id)) {
      collector.addModule(node.id, node);
    }
  }
  collector.addMembers();
  return collector.api();
}

/** Whether a member of a class is named by the best name of its class. */
export function isBestNameIn({ shard, objects }: Api, name: string): boolean {
  const holder = name.slice(0, name.lastIndexOf("."));
  const found = resolveName(shard, holder);
  return found.found && found.node?.kind === "class" && objects.get(found.node.id)?.names[0] === holder;
}

/** Whether a single name is for whoever imports. */
export function isPublicName(name: string): boolean {
  return !name.startsWith("_") || /^__.+__$/.test(name);
}

/** Whether classes have a name for whoever uses them. */
export function isPublicMember(name: string): boolean {
  return isPublicName(name) && !isKept(name);
}

function isKept(name: string): boolean {
  return KEPT.has(name) || OUTLIVED.has(name);
}

interface Draft {
  node: ShardNode;
  /** With the id of the class that has it under this name. */
  names: Map<string, string | undefined>;
}

class Collector {
  readonly #shard: Shard;
  readonly #all: boolean;
  readonly #says: NonNullable<ApiOptions["says"]>;
  readonly #drafts = new Map<string, Draft>();
  readonly #passedOn: PassedOn[] = [];
  /** Names that modules import as themselves (PEP 484). */
  readonly #reexported: ReadonlySet<string>;
  /** Names that modules import of other distributions, for nothing that they do themselves. */
  readonly #unused: ReadonlySet<string>;

  constructor(shard: Shard, { all = false, says = () => undefined }: ApiOptions) {
    this.#shard = shard;
    this.#all = all;
    const asThemselves = shard.imports.filter(({ name, as }) => as !== undefined && as === name);
    this.#reexported = new Set(asThemselves.map(({ module, as }) => `${module}.${as}`));
    this.#unused = unusedImports(shard);
    this.#says = says;
  }

  /** @param dotted a whole name, from its module's first part on */
  isPublic(dotted: string): boolean {
    const parts = dotted.split(/[.:]/);
    let isPublic = true;
    for (const [at, part] of parts.entries()) {
      const said = this.#says(parts.slice(0, at + 1).join("."));
      if (said === "private") {
        return false;
      }
      isPublic = said === "public" || (isPublic && (this.#all || (isPublicName(part) && !TESTS.has(part))));
    }
    return isPublic;
  }

  addModule(named: string, module: ShardNode): void {
    this.#add(named, module, undefined);
    for (const [name, ref] of Object.entries(module.members ?? {})) {
      const said = this.#says(`${named}.${name}`);
      if (said !== "private") {
        this.#addModuleMember(`${named}.${name}`, module, ref, said === "public");
      }
    }
  }

  #addModuleMember(dotted: string, module: ShardNode, ref: Ref, isSaid: boolean): void {
    const name = lastName(dotted);
    const isListed = isSaid || module.all?.includes(name) === true;
    if (typeof ref !== "string") {
      const isListless = module.all === undefined || module.all === null;
      const isForOthers = isListless && isPackage(module) && this.#unused.has(`${module.id}.${name}`);
      if (isListed || (isForOthers && this.isPublic(dotted))) {
        this.#passedOn.push({ name: dotted, ref });
      }
      return;
    }
    const isPublic = this.isPublic(dotted) && (!name.startsWith("__") || name === "__version__");
    if (isListed || (isPublic && this.#isOffered(module, name, ref))) {
      this.#addNamed(dotted, ref);
    }
  }

  #isOffered(module: ShardNode, name: string, ref: string): boolean {
    if (this.#all) {
      return true;
    }
    if (module.all !== undefined && module.all !== null) {
      return false;
    }
    if (this.#reexported.has(`${module.id}.${name}`)) {
      return true;
    }
    if (isOwn(module, name, ref)) {
      // Compiled modules do not say where they have a value from.
      return name !== "TYPE_CHECKING" && !isVariable(this.#shard.node(ref));
    }
    const passesOn = isPackage(module) || !this.#defines(module);
    // What stands in a package's modules, or in the module itself under another name.
    return (passesOn && !this.isPublic(ref)) || ref.startsWith(`${module.id}.`);
  }

  /** Whether a module has classes or functions of its own. */
  #defines(module: ShardNode): boolean {
    return Object.entries(module.members ?? {}).some(([name, ref]) => {
      const kind = typeof ref === "string" && isOwn(module, name, ref) && this.#shard.node(ref)?.kind;
      return kind === "class" || kind === "function";
    });
  }

  #addNamed(name: string, id: string): void {
    const node = this.#shard.node(id);
    if (node?.kind !== "module") {
      this.#add(name, node, undefined);
    } else if (!this.isPublic(id)) {
      // Others have their own names.
      this.addModule(name, node);
    }
  }

  /** Adds what the classes have that were added. */
  addMembers(): void {
    for (const { node, names } of [...this.#drafts.values()]) {
      for (const [name, holder] of node.kind === "class" ? [...names] : []) {
        if (holder === undefined) {
          this.#addMembersOf(name, node);
        }
      }
    }
  }

  #addMembersOf(name: string, holder: ShardNode): void {
    for (const [member, ref] of Object.entries(holder.members ?? {})) {
      if (typeof ref !== "string" && !member.startsWith("__") && this.#isMember(name, member)) {
        this.#passedOn.push({ name: `${name}.${member}`, ref });
      }
    }
    for (const [member, id] of this.#membersOf(name, holder)) {
      const node = this.#shard.node(id);
      this.#add(`${name}.${member}`, node, holder.id);
      if (node?.kind === "class" && id === `${holder.id}.${member}`) {
        this.#addMembersOf(`${name}.${member}`, node);
      }
    }
  }

  /** The public names that a class has of its own or by bases that have no name, with where they lead. */
  *#membersOf(name: string, holder: ShardNode): Generator<readonly [name: string, id: string]> {
    const seen = new Set<string>();
    const { mro = [], metaclass } = holder;
    for (const ref of [holder.id, ...mro, ...(metaclass === undefined ? [] : [metaclass])]) {
      const isTold = ref !== holder.id && (typeof ref !== "string" || this.#drafts.has(ref));
      for (const [member, to] of ownMembers(this.#shard, ref)) {
        if (ref === metaclass && member.startsWith("__")) {
          continue;
        }
        if (typeof to === "string" && !isTold && !seen.has(member) && this.#isMember(name, member)) {
          yield [member, to];
        }
        seen.add(member);
      }
    }
  }

  #isMember(name: string, member: string): boolean {
    const said = this.#says(`${name}.${member}`);
    return said === undefined
      ? this.#all || isPublicMember(member)
      : said === "public" && (this.#all || !isKept(member));
  }

  #add(name: string, node: ShardNode | undefined, holder: string | undefined): void {
    if (node !== undefined) {
      const draft = this.#drafts.get(node.id) ?? { node, names: new Map() };
      this.#drafts.set(node.id, draft);
      draft.names.set(name, draft.names.get(name) ?? holder);
    }
  }

  api(): Api {
    const objects = new Map<string, ApiObject>();
    const finished = (id: string): ApiObject | undefined => {
      const draft = this.#drafts.get(id);
      if (draft === undefined || objects.has(id)) {
        return objects.get(id);
      }
      const [best = id, ...others] = [...draft.names.keys()].sort(compareNamesOf(id));
      const holder = draft.names.get(best);
      const object: ApiObject = {
        ...{ node: draft.node, names: [best, ...others] },
        holder: holder === undefined || holder === id ? undefined : finished(holder),
      };
      objects.set(id, object);
      return object;
    };
    for (const id of [...this.#drafts.keys()].sort(compareText)) {
      finished(id);
    }
    return { shard: this.#shard, objects, passedOn: this.#passedOn };
  }
}

function unusedImports(shard: Shard): Set<string> {
  const used = new Set(shard.uses.map((use) => `${shard.node(use.in)?.module} ${dottedId(use.of)}`));
  const names = shard.imports.flatMap(({ module, name, as = name, of, when }) => {
    const isOthers = typeof of !== "string" && "distribution" in of && of.distribution !== null;
    const isUsed = used.has(`${module} ${dottedId(of)}`);
    return name !== undefined && isOthers && when === undefined && !isUsed ? [`${module}.${as}`] : [];
  });
  return new Set(names);
}

function dottedId(ref: Ref): string {
  return typeof ref === "string" ? ref : ref.id;
}

function isOwn(module: ShardNode, name: string, ref: string): boolean {
  return ref === `${module.id}.${name}` || ref === `${module.id}:${name}`;
}

/** The name with the fewest parts first, before others that by which the object was made: what people write. */
function compareNamesOf(id: string): (a: string, b: string) => number {
  const last = /[^.:]+$/.exec(id)?.[0] ?? id;
  const isOther = (name: string) => Number(!`.${name}`.endsWith(`.${last}`));
  return (a, b) =>
    a.split(".").length - b.split(".").length ||
    isOther(a) - isOther(b) ||
    a.length - b.length ||
    compareText(a, b);
}

function isPackage({ location, namespace, members, id }: ShardNode): boolean {
  const isInit = location?.file.endsWith("/__init__.py") === true || namespace === true;
  return isInit || Object.values(members ?? {}).some((ref) => ref === `${id}.__init__`);
}
