import type { ImportStatement } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";
import { type ImportedModule, type ImportNeed, importedModules, needOf, targetsOf } from "./imports.ts";

/** A module of the distribution's own, in the order in which an import loads them. */
export interface LoadedModule {
  module: string;
  /** How many modules it is below the one that was asked for. */
  depth: number;
  /** The module that loads it first, and the line of the statement; of packages around a module, what loads that. */
  by?: { module: string; line: number };
  /** It may not be there without harm, or is loaded on some systems or versions only. */
  optional?: true;
  /** Only when a function is called; what it loads in turn is not told. */
  lazy?: true;
  /** It could not be imported when this was explored. */
  failed?: true;
}

/** What an import loads. */
export interface ImportTree {
  /** Of the distribution itself, each once, where it is loaded first; behind those that are loaded the lazy ones. */
  own: LoadedModule[];
  /** What the modules that are loaded import of others; those of functions too. What these load in turn is not told. */
  others: ImportedModule[];
}

/** Why a module is loaded. */
type Edge = Pick<LoadedModule, "module" | "by">;

/**
 * What importing a module of the shard loads: packages before what is in them, then what statements name, line by line.
 * Imports for type checkers, and those of a module that is run as a program, load nothing.
 */
export function importTree(shard: Shard, module: string): ImportTree {
  const loading = new Loading(shard);
  const own = loading.tree(module);
  const loaded = new Set(own.filter(({ lazy }) => lazy !== true).map((one) => one.module));
  const statements = shard.imports.filter((statement) => {
    const need = needOf(shard, statement);
    return loaded.has(statement.module) && need !== "typing" && need !== "main";
  });
  return { own, others: importedModules(shard, statements).filter(({ owner }) => owner !== "own") };
}

class Loading {
  readonly #shard: Shard;
  readonly #statements: Map<string, ImportStatement[]>;

  constructor(shard: Shard) {
    this.#shard = shard;
    this.#statements = Map.groupBy(
      shard.imports.toSorted((a, b) => a.line - b.line),
      ({ module }) => module,
    );
  }

  tree(root: string): LoadedModule[] {
    const sure = this.#reached(root);
    const told = new Map<string, LoadedModule>();
    const lazy: LoadedModule[] = [];
    // Not by recursion: chains of imports are as long as a hostile package makes them.
    const left: LoadedModule[] = [{ module: root, depth: 0 }];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const { module, depth, optional = false } = next;
      const around = this.#packageOf(module);
      if (told.has(module) || (optional && sure.has(module))) {
        continue;
      }
      if (around !== undefined && !told.has(around) && !(optional && sure.has(around))) {
        left.push(next, { ...next, module: around });
        continue;
      }
      const failed = this.#shard.node(module)?.imported === false;
      told.set(module, { ...next, ...(failed && { failed }) });
      const below = (need: ImportNeed): LoadedModule[] =>
        this.#named(module, need).map((edge) => ({ ...edge, depth: depth + 1 }));
      const needed = below("always").map((edge) => (optional ? { ...edge, optional } : edge));
      const perhaps = below("optional").map((edge) => ({ ...edge, optional: true as const }));
      left.push(...[...needed, ...perhaps].reverse());
      const called = [...below("lazy"), ...below("lazyOptional")];
      lazy.push(...called.map((edge) => ({ ...edge, lazy: true as const })));
    }
    const called = new Map(lazy.toReversed().map((one) => [one.module, one]));
    const onlyCalled = [...called.values()].filter(({ module }) => !told.has(module));
    return [...told.values(), ...onlyCalled.reverse()];
  }

  /** Which modules are loaded in any case. */
  #reached(root: string): Set<string> {
    const reached = new Set([root]);
    // A set is gone through to what is added meanwhile.
    for (const module of reached) {
      const around = this.#packageOf(module);
      for (const edge of this.#named(module, "always")) {
        reached.add(edge.module);
      }
      if (around !== undefined) {
        reached.add(around);
      }
    }
    return reached;
  }

  /** The modules of ours that the statements of a module name that need them so. */
  #named(module: string, need: ImportNeed): Edge[] {
    return (this.#statements.get(module) ?? [])
      .filter((statement) => needOf(this.#shard, statement) === need)
      .flatMap((statement) =>
        targetsOf(this.#shard, statement)
          .filter((target) => this.#shard.isModule(target.module))
          .map((target): Edge => ({ module: target.module, by: { module, line: statement.line } })),
      );
  }

  #packageOf(module: string): string | undefined {
    const name = module.slice(0, Math.max(module.lastIndexOf("."), 0));
    return this.#shard.isModule(name) ? name : undefined;
  }
}
