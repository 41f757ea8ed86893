import { compareText } from "../../shard/canonical.ts";
import type { ForeignRef, ImportStatement } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";

/** What one module imports, in the order of its lines. */
export interface ModuleImports {
  module: string;
  imports: readonly ImportStatement[];
}

/** The imports of a module, or of all modules at and below a package, by name of the module. */
export function importsOf(shard: Shard, name: string): ModuleImports[] {
  const wanted = shard.imports.filter(({ module }) => isAtOrBelow(module, name));
  return [...Map.groupBy(wanted, ({ module }) => module)]
    .map(([module, imports]) => ({ module, imports: imports.toSorted((a, b) => a.line - b.line) }))
    .sort((a, b) => compareText(a.module, b.module));
}

/** Whether a dotted name is another one, or stands below it; names with colons count as those with dots. */
export function isAtOrBelow(name: string, above: string): boolean {
  return `${name.replace(":", ".")}.`.startsWith(`${above.replace(":", ".")}.`);
}

/** A module that is loaded, and what loading it loads in turn. */
export interface LoadedModule {
  /** The module's dotted name; of others, the outermost part of it that says where it is from. */
  module: string;
  /** Where it is from, where that is not the shard's own distribution. */
  from?: ForeignRef;
  /** Its import may fail without harm, or depends on system or version. */
  optional?: true;
  /** Only when a function that holds the import is called. */
  lazy?: true;
  /** Only for type checkers. */
  typing?: true;
  /** It is told further up what it loads. */
  seen?: true;
  loads: LoadedModule[];
}

type Marks = Pick<LoadedModule, "optional" | "lazy" | "typing">;

/**
 * What importing a module loads: modules of the distribution with what they load, those of others by their names. Packages
 * are loaded before what is in them.
 */
export function importTree(shard: Shard, module: string): LoadedModule {
  const byModule = Map.groupBy(shard.imports, (statement) => statement.module);
  const seen = new Set<string>();
  const load = (name: string, marks: Marks): LoadedModule => {
    if (seen.has(name)) {
      return { module: name, ...marks, seen: true, loads: [] };
    }
    seen.add(name);
    const loads = new Map<string, LoadedModule>();
    const package_ = name.split(".").slice(0, -1).join(".");
    if (package_ !== "" && shard.isModule(package_) && !seen.has(package_)) {
      loads.set(package_, load(package_, {}));
    }
    const statements = (byModule.get(name) ?? []).toSorted((a, b) => a.line - b.line);
    for (const statement of statements.filter(isAlways).concat(statements.filter((one) => !isAlways(one)))) {
      for (const target of targetsOf(shard, statement)) {
        const key = target.module;
        if (key !== name && !loads.has(key)) {
          const of = marksOf(statement);
          loads.set(
            key,
            target.from === undefined ? load(key, of) : { module: key, from: target.from, ...of, loads: [] },
          );
        }
      }
    }
    const children = [...loads.values()];
    return {
      module: name,
      ...marks,
      loads: [
        ...children.filter(({ from }) => from === undefined),
        ...children.filter(({ from }) => from !== undefined),
      ],
    };
  };
  return load(module, {});
}

/** Modules of the distribution that import each other in a circle when they are loaded. */
export interface ImportCycle {
  /** Sorted. */
  modules: string[];
  /** The statements that lead from one of them to another, by module and line. */
  statements: { module: string; line: number; imports: string }[];
}

/** All circles among the modules at and below a name, the largest first. */
export function importCycles(shard: Shard, name: string): ImportCycle[] {
  const edges = new Map<string, ImportCycle["statements"]>();
  for (const statement of shard.imports.filter(isAlways)) {
    const { module, line } = statement;
    for (const target of targetsOf(shard, statement)) {
      if (target.from === undefined && target.module !== module) {
        edges.set(module, [...(edges.get(module) ?? []), { module, line, imports: target.module }]);
      }
    }
  }
  return strongComponents(edges)
    .filter((modules) => modules.some((module) => isAtOrBelow(module, name)))
    .map((modules) => ({
      modules: modules.toSorted(compareText),
      statements: modules
        .flatMap((module) => edges.get(module) ?? [])
        .filter(({ imports }) => modules.includes(imports))
        .sort((a, b) => compareText(a.module, b.module) || a.line - b.line),
    }))
    .sort(
      (a, b) => b.modules.length - a.modules.length || compareText(a.modules[0] ?? "", b.modules[0] ?? ""),
    );
}

function isAlways({ when = [] }: ImportStatement): boolean {
  return !when.some((word) => word === "function" || word === "typing" || word === "main");
}

function marksOf({ when = [] }: ImportStatement): Marks {
  return {
    ...(when.some((word) => word === "try" || word === "platform" || word === "version") && {
      optional: true,
    }),
    ...(when.some((word) => word === "function" || word === "main") && { lazy: true }),
    ...(when.includes("typing") && { typing: true }),
  };
}

/** The modules that a statement loads: the one that is named, and the one that a name in it is. */
function targetsOf(shard: Shard, { from, of }: ImportStatement): { module: string; from?: ForeignRef }[] {
  const named = from === undefined || !shard.isModule(from) ? [] : [{ module: from }];
  if (typeof of === "string") {
    return shard.isModule(of) ? [...named, { module: of }] : named;
  }
  return named.length > 0 ? named : [{ module: from ?? of.id, from: of }];
}

/** Tarjan's algorithm: the sets of more than one module, each of which leads to all others in it. */
function strongComponents(edges: ReadonlyMap<string, readonly { imports: string }[]>): string[][] {
  const found: string[][] = [];
  const numbers = new Map<string, { index: number; low: number; open: boolean }>();
  const open: string[] = [];
  const visit = (start: string): void => {
    // Not by recursion: packages of thousands of modules have ways as long.
    const way: { module: string; next: number }[] = [];
    const enter = (module: string) => {
      numbers.set(module, { index: numbers.size, low: numbers.size, open: true });
      open.push(module);
      way.push({ module, next: 0 });
    };
    enter(start);
    while (way.length > 0) {
      const at = way[way.length - 1] as { module: string; next: number };
      const own = numbers.get(at.module) as { index: number; low: number; open: boolean };
      const target = edges.get(at.module)?.[at.next]?.imports;
      at.next += 1;
      if (target !== undefined) {
        const known = numbers.get(target);
        if (known === undefined) {
          enter(target);
        } else if (known.open) {
          own.low = Math.min(own.low, known.index);
        }
        continue;
      }
      way.pop();
      const above = way.at(-1);
      const outer = above && numbers.get(above.module);
      if (outer !== undefined) {
        outer.low = Math.min(outer.low, own.low);
      }
      if (own.low === own.index) {
        const component = open.splice(open.indexOf(at.module));
        for (const module of component) {
          (numbers.get(module) as { open: boolean }).open = false;
        }
        if (component.length > 1) {
          found.push(component);
        }
      }
    }
  };
  for (const module of edges.keys()) {
    if (!numbers.has(module)) {
      visit(module);
    }
  }
  return found;
}
