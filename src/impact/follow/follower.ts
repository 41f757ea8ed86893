import type { Project, ProjectSource } from "../sources/project.ts";
import type { SourceClass, SourceSymbol } from "../sources/records.ts";
import { type FoundObject, type Outcome, type Unknown, unknown } from "./outcome.ts";
import { called, entered, moduleNamed, step } from "./steps.ts";
import { topOf, type World } from "./world.ts";

/** Names of the project may lead to one another in circles. */
const MOST_STEPS = 20;

/** A class of the project, with the names that it has by its bases. */
interface OwnClass {
  source: ProjectSource;
  name: string;
  isInstance: boolean;
}

type Place = Outcome | ({ is: "own" } & OwnClass);

/** Follows what a project names to what is installed. */
export class Follower {
  readonly #world: World;
  readonly #modules: ReadonlyMap<string, readonly ProjectSource[]>;
  readonly #isOwn: (top: string, file: string) => boolean;
  readonly #known = new Map<string, Place>();
  #depth = 0;

  /** @param isOwn whether an outermost name that a file imports is the project's own */
  constructor(world: World, project: Project, isOwn: (top: string, file: string) => boolean) {
    this.#world = world;
    this.#modules = Map.groupBy(project.sources, ({ module }) => module);
    this.#isOwn = isOwn;
  }

  /** What a symbol of a source leads to. */
  follow(source: ProjectSource, symbol: SourceSymbol): Outcome {
    const place = this.#follow(source, symbol);
    return place.is === "own" ? unknown() : place;
  }

  /** What an import statement leads to: the module, or the name in it. */
  imported(source: ProjectSource, module: string, name: string | undefined): Outcome {
    return this.follow(source, {
      kind: "module",
      of: module,
      ...(name !== undefined && { attributes: [name] }),
    });
  }

  /** The classes of distributions that a class of the project inherits from, nearest first; whether these are all. */
  foreignBases(source: ProjectSource, name: string): { bases: FoundObject[]; areAll: boolean } {
    const bases: FoundObject[] = [];
    let areAll = true;
    const seen = new Set<SourceClass>();
    const waiting = [{ source, name }];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const own = next.source.classes.get(next.name);
      if (own !== undefined && !seen.has(own)) {
        seen.add(own);
        const places = this.#basesOf(next.source, own);
        waiting.push(...places.filter((place) => place.is === "own"));
        bases.push(...places.filter(isClass));
        areAll &&= places.every((place) => place.is === "own" || isClass(place));
      }
      areAll &&= own !== undefined && own.metaclass !== true;
    }
    return { bases, areAll };
  }

  #basesOf(source: ProjectSource, { bases }: SourceClass): Place[] {
    return bases.map((base) => (base === null ? unknown() : this.#follow(source, base)));
  }

  #follow(source: ProjectSource, symbol: SourceSymbol): Place {
    const key = `${source.file} ${JSON.stringify([symbol.kind, symbol.of, symbol.attributes])}`;
    const known = this.#known.get(key);
    if (known !== undefined) {
      return known;
    }
    if (this.#depth >= MOST_STEPS) {
      return unknown();
    }
    this.#known.set(key, unknown());
    this.#depth += 1;
    const found = this.#found(source, symbol);
    this.#depth -= 1;
    this.#known.set(key, found);
    return found;
  }

  #found(source: ProjectSource, { kind, of, attributes = [] }: SourceSymbol): Place {
    if (typeof of !== "string") {
      return this.#along(this.#given(source, kind, of), attributes);
    }
    switch (kind) {
      case "module":
        return this.#fromModule(source, of, attributes);
      case "self":
      case "class":
      case "cls":
        return this.#along({ is: "own", source, name: of, isInstance: kind === "self" }, attributes);
      case "super":
        return this.#inBases(source, of, attributes);
      case "star":
        return this.#byStar(source, of, attributes);
      default:
        return unknown();
    }
  }

  #given(source: ProjectSource, kind: string, of: SourceSymbol): Place {
    const inner = this.#follow(source, of);
    if (inner.is === "own") {
      const isMade = (kind === "result" || kind === "instance") && !inner.isInstance;
      return isMade ? { ...inner, isInstance: true } : unknown();
    }
    if (inner.is !== "object") {
      return unknown(inner.through);
    }
    switch (kind) {
      case "result":
        return called(this.#world, inner);
      case "instance":
        return inner.node.kind === "class" && !inner.isInstance
          ? { ...inner, isInstance: true }
          : unknown(inner.through);
      case "awaited":
        return this.#awaited(source, of);
      case "entered":
        return entered(this.#world, inner, "__enter__");
      default:
        return entered(this.#world, inner, "__aenter__");
    }
  }

  #awaited(source: ProjectSource, { kind, of, attributes }: SourceSymbol): FoundObject | Unknown {
    if (kind !== "result" || typeof of === "string" || attributes !== undefined) {
      return unknown();
    }
    const function_ = this.#follow(source, of);
    return function_.is === "object" ? called(this.#world, function_, true) : unknown();
  }

  #along(start: Place, names: readonly string[]): Place {
    let at = start;
    for (const [index, name] of names.entries()) {
      if (at.is === "own") {
        return this.#inOwnClass(at, names.slice(index));
      }
      if (at.is !== "object") {
        return at.is === "missing" ? unknown(at.through) : at;
      }
      const next = step(this.#world, at, name);
      if (next.is === "missing" && index < names.length - 1) {
        return next;
      }
      at = next;
    }
    return at;
  }

  #inOwnClass({ source, name, isInstance }: OwnClass, names: readonly string[]): Place {
    const [leaf = ""] = names;
    if (this.#hasOwn(source, name, leaf, new Set())) {
      return unknown();
    }
    const { bases, areAll } = this.foreignBases(source, name);
    return this.#inClasses(bases, areAll, names, isInstance);
  }

  /** Whether a class of the project, or one of its own bases, binds a name itself. */
  #hasOwn(source: ProjectSource, name: string, leaf: string, seen: Set<string>): boolean {
    const own = source.classes.get(name);
    const key = `${source.file} ${name}`;
    if (own === undefined || seen.has(key)) {
      return own === undefined;
    }
    seen.add(key);
    return (
      own.attributes.includes(leaf) ||
      own.bases.some((base) => {
        const place = base === null ? undefined : this.#follow(source, base);
        return place?.is === "own" && this.#hasOwn(place.source, place.name, leaf, seen);
      })
    );
  }

  #inBases(source: ProjectSource, name: string, names: readonly string[]): Place {
    const own = source.classes.get(name);
    const [leaf = ""] = names;
    const places = (own?.bases ?? []).map((base) => (base === null ? undefined : this.#follow(source, base)));
    if (places.some((one) => one?.is === "own" && this.#hasOwn(one.source, one.name, leaf, new Set()))) {
      return unknown();
    }
    const { bases, areAll } = this.foreignBases(source, name);
    return this.#inClasses(bases, areAll, names, true);
  }

  #inClasses(
    bases: readonly FoundObject[],
    areAll: boolean,
    names: readonly string[],
    isInstance: boolean,
  ): Place {
    let miss: Place | undefined;
    for (const base of bases) {
      const found = this.#along({ ...base, isInstance }, names);
      if (found.is === "object") {
        return found;
      }
      if (found.is === "unknown") {
        return found;
      }
      miss ??= found.is === "missing" ? { ...found, certainty: "likely" } : found;
    }
    return areAll && miss !== undefined ? miss : unknown(bases[0]?.through);
  }

  #fromModule(source: ProjectSource, module: string, names: readonly string[]): Place {
    const top = topOf(module);
    if (this.#modules.has(module) || this.#isOwn(top, source.file)) {
      return this.#fromOwnModule(module, names);
    }
    const givers = this.#world.givers(top);
    const shards = givers.flatMap(({ name }) => this.#world.shard(name) ?? []);
    const shard = shards.find((one) => one.isModule(module)) ?? (givers.length === 1 ? shards[0] : undefined);
    if (shard === undefined) {
      return unknown(givers.slice(0, 1).map(({ name }) => name));
    }
    const start = moduleNamed(this.#world, shard, module);
    return start.is === "missing" ? start : this.#along(start, names);
  }

  #fromOwnModule(module: string, names: readonly string[]): Place {
    const sources = this.#modules.get(module) ?? [];
    const [source] = sources;
    const [name, ...rest] = names;
    // Several files of one name are told apart by where the program is started from.
    if (source === undefined || name === undefined || sources.length > 1) {
      return unknown();
    }
    const symbol = source.names.get(name);
    if (symbol === undefined) {
      const below = `${module}.${name}`;
      return this.#modules.has(below) ? this.#fromOwnModule(below, rest) : unknown();
    }
    return symbol === null ? unknown() : this.#along(this.#follow(source, symbol), rest);
  }

  #byStar(source: ProjectSource, name: string, attributes: readonly string[]): Place {
    for (const { star, module } of source.imports) {
      const found = star === true ? this.#fromModule(source, module, [name]) : undefined;
      const listed = found?.is === "object" ? this.#isListed(source, module, name) : false;
      if (listed && found !== undefined) {
        return this.#along(found, attributes);
      }
    }
    return unknown();
  }

  #isListed(source: ProjectSource, module: string, name: string): boolean {
    const place = this.#fromModule(source, module, []);
    const all = place.is === "object" ? place.node.all : undefined;
    return all === undefined ? !name.startsWith("_") : all?.includes(name) === true;
  }
}

function isClass(place: Place): place is FoundObject {
  return place.is === "object" && place.node.kind === "class" && !place.isInstance;
}
