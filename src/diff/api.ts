import { compareText } from "../shard/canonical.ts";
import type { Ref, ShardNode } from "../shard/records.ts";
import type { Shard } from "../shard/shard.ts";

/** Something of a distribution that whoever imports it may rely on. */
export interface ApiObject {
  readonly node: ShardNode;
  /** The names it is reached by, the best first. */
  readonly names: readonly [string, ...string[]];
  /** The class whose own member it is; undefined for what modules hold, and for modules. */
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
  /** Names of an `__all__` for what others have. */
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
/** What every class and module has. */
const GENERAL = new Set([
  ...["__all__", "__annotations__", "__builtins__", "__cached__", "__dict__", "__doc__", "__file__"],
  ...["__firstlineno__", "__init__", "__init_subclass__", "__loader__", "__module__", "__name__", "__new__"],
  ...["__package__", "__path__", "__qualname__", "__slots__", "__spec__", "__static_attributes__"],
  ...["__author__", "__version__", "__getattr__", "__dir__", "__match_args__", "__subclasshook__"],
]);

/**
 * What a release offers, by the rules that people who write Python go by:
 *
 * - Nothing below a name that begins with one underscore, and nothing for tests (`tests`, `conftest`).
 * - What a module's `__all__` names; of a module without one what it defines itself. What it imports of the distribution
 *   only where it is a package and that stands below it, or where what it is imported from is private.
 * - Of a class its own members, those with two underscores on both sides too, but for what all classes have.
 */
export function publicApi(shard: Shard, options: ApiOptions = {}): Api {
  const collector = new Collector(shard, options);
  for (const node of shard.nodes) {
    if (node.kind === "module" && collector.isPublic(node.id)) {
      collector.addModule(node);
    }
  }
  return collector.api();
}

/** Whether a single name is for whoever imports. */
export function isPublicName(name: string): boolean {
  return !name.startsWith("_") || /^__.+__$/.test(name);
}

interface Draft {
  node: ShardNode;
  names: string[];
  holder: string | undefined;
}

class Collector {
  readonly #shard: Shard;
  readonly #all: boolean;
  readonly #says: NonNullable<ApiOptions["says"]>;
  readonly #drafts = new Map<string, Draft>();
  readonly #passedOn: PassedOn[] = [];

  constructor(shard: Shard, { all = false, says = () => undefined }: ApiOptions) {
    this.#shard = shard;
    this.#all = all;
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

  addModule(module: ShardNode): void {
    this.#add(module.id, module, undefined);
    for (const [name, ref] of Object.entries(module.members ?? {})) {
      if (!this.isPublic(`${module.id}.${name}`) || GENERAL.has(name)) {
        continue;
      }
      const isListed = module.all?.includes(name) === true || this.#says(`${module.id}.${name}`) === "public";
      if (typeof ref !== "string") {
        if (isListed) {
          this.#passedOn.push({ name: `${module.id}.${name}`, ref });
        }
      } else if (isListed || this.#isOffered(module, name, ref)) {
        this.#addNamed(`${module.id}.${name}`, ref);
      }
    }
  }

  #isOffered(module: ShardNode, name: string, ref: string): boolean {
    if (this.#all) {
      return true;
    }
    if (module.all !== undefined && module.all !== null) {
      return false;
    }
    const isOwn = ref === `${module.id}.${name}` || ref === `${module.id}:${name}`;
    const isBelow = isPackage(module) && ref.startsWith(`${module.id}.`);
    return isOwn || isBelow || !this.isPublic(ref);
  }

  #addNamed(name: string, id: string): void {
    const node = this.#shard.node(id);
    // Modules have their own names.
    if (node !== undefined && node.kind !== "module") {
      this.#add(name, node, undefined);
      this.#addMembers(name, node);
    }
  }

  #addMembers(name: string, holder: ShardNode): void {
    if (holder.kind !== "class") {
      return;
    }
    for (const [member, ref] of Object.entries(holder.members ?? {})) {
      const node = typeof ref === "string" ? this.#shard.node(ref) : undefined;
      const isOwn = node?.id === `${holder.id}.${member}`;
      if (node !== undefined && isOwn && this.isPublic(`${name}.${member}`) && !GENERAL.has(member)) {
        this.#add(`${name}.${member}`, node, holder.id);
        this.#addMembers(`${name}.${member}`, node);
      }
    }
  }

  #add(name: string, node: ShardNode, holder: string | undefined): void {
    const known = this.#drafts.get(node.id);
    if (known === undefined) {
      this.#drafts.set(node.id, { node, names: [name], holder });
    } else if (!known.names.includes(name)) {
      known.names.push(name);
    }
  }

  api(): Api {
    const objects = new Map<string, ApiObject>();
    const finished = (id: string): ApiObject | undefined => {
      const draft = this.#drafts.get(id);
      if (draft === undefined || objects.has(id)) {
        return objects.get(id);
      }
      const [best = id, ...others] = draft.names.sort(compareNames);
      const holder = draft.holder === undefined ? undefined : finished(draft.holder);
      const object: ApiObject = { node: draft.node, names: [best, ...others], holder };
      objects.set(id, object);
      return object;
    };
    for (const id of [...this.#drafts.keys()].sort(compareText)) {
      finished(id);
    }
    return { shard: this.#shard, objects, passedOn: this.#passedOn };
  }
}

/** The name with the fewest parts first: what people write. */
function compareNames(a: string, b: string): number {
  return a.split(".").length - b.split(".").length || a.length - b.length || compareText(a, b);
}

function isPackage({ location, namespace, members, id }: ShardNode): boolean {
  const isInit = location?.file.endsWith("/__init__.py") === true || namespace === true;
  return isInit || Object.values(members ?? {}).some((ref) => ref === `${id}.__init__`);
}
