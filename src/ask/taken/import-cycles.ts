import { compareText } from "../../shard/canonical.ts";
import type { ImportStatement } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";
import { isAtOrBelow, needOf, submodulesTaken, targetsOf } from "./imports.ts";

/** Modules of the distribution that import each other in a circle when they are loaded. */
export interface ImportCycle {
  /** Sorted. */
  modules: string[];
  /** A shortest way around: each statement leads to the module of the next, the last to that of the first. */
  shortest: CycleStatement[];
  /** All statements that lead from one of the modules to another, by module and line. */
  statements: CycleStatement[];
}

/** A statement, and the module of the circle that it loads. */
export interface CycleStatement {
  module: string;
  line: number;
  imports: string;
}

/** So many statements are followed to find the shortest way around a circle: from each module of the largest that takes long. */
const MAX_FOLLOWED = 1_000_000;

/**
 * All circles among the modules at and below a name, the largest first. What functions and type checkers import closes none,
 * nor does `from . import b`, which needs of the package that it is being loaded only.
 */
export function importCycles(shard: Shard, name?: string): ImportCycle[] {
  const edges = edgesOf(shard);
  return strongComponents(edges)
    .filter((modules) => name === undefined || modules.some((module) => isAtOrBelow(module, name)))
    .map((modules) => cycleOf(modules.sort(compareText), edges))
    .sort(
      (a, b) => b.modules.length - a.modules.length || compareText(a.modules[0] ?? "", b.modules[0] ?? ""),
    );
}

type Edges = ReadonlyMap<string, readonly CycleStatement[]>;

function edgesOf(shard: Shard): Edges {
  const edges = shard.imports
    .filter((statement) => isLoaded(shard, statement))
    .flatMap((statement) => {
      const { module, line } = statement;
      const submodules = submodulesTaken(shard, statement);
      const targets =
        submodules.length > 0 ? submodules : targetsOf(shard, statement).map((one) => one.module);
      return targets
        .filter((target) => target !== module && shard.isModule(target))
        .map((imports): CycleStatement => ({ module, line, imports }));
    });
  const unique = new Map(edges.map((edge) => [`${edge.module} ${edge.line} ${edge.imports}`, edge]));
  return Map.groupBy(unique.values(), ({ module }) => module);
}

function isLoaded(shard: Shard, statement: ImportStatement): boolean {
  const need = needOf(shard, statement);
  return need === "always" || need === "optional";
}

function cycleOf(modules: string[], edges: Edges): ImportCycle {
  const inside = new Set(modules);
  const statements = modules.flatMap((module) =>
    (edges.get(module) ?? [])
      .filter(({ imports }) => inside.has(imports))
      .sort((a, b) => a.line - b.line || compareText(a.imports, b.imports)),
  );
  const own = Map.groupBy(statements, ({ module }) => module);
  let shortest: CycleStatement[] = [];
  const starts = Math.ceil(MAX_FOLLOWED / statements.length);
  for (const start of modules.slice(0, starts)) {
    const way = wayAround(start, own);
    if (shortest.length === 0 || way.length < shortest.length) {
      shortest = way;
    }
    if (shortest.length === 2) {
      break;
    }
  }
  return { modules, shortest, statements };
}

/** A shortest way from a module of a circle back to it. */
function wayAround(start: string, edges: Edges): CycleStatement[] {
  const cameBy = new Map<string, CycleStatement>();
  // A list is gone through to what is added meanwhile.
  const queue = [start];
  for (const module of queue) {
    for (const edge of edges.get(module) ?? []) {
      if (!cameBy.has(edge.imports)) {
        cameBy.set(edge.imports, edge);
        queue.push(edge.imports);
      }
    }
    if (cameBy.has(start)) {
      break;
    }
  }
  const way: CycleStatement[] = [];
  for (let edge = cameBy.get(start); edge !== undefined; edge = cameBy.get(edge.module)) {
    way.push(edge);
    if (edge.module === start) {
      break;
    }
  }
  return way.reverse();
}

/**
 * The sets of more than one module, each of which leads to all others in it (Kosaraju's algorithm: a way back is a way against
 * the arrows).
 */
function strongComponents(edges: Edges): string[][] {
  const forward = new Map([...edges].map(([module, all]) => [module, all.map(({ imports }) => imports)]));
  const backward = new Map<string, string[]>();
  for (const { module, imports } of [...edges.values()].flat()) {
    const known = backward.get(imports);
    if (known === undefined) {
      backward.set(imports, [module]);
    } else {
      known.push(module);
    }
  }
  const seen = new Set<string>();
  const finished = [...forward.keys()].flatMap((module) => visited(module, forward, seen));
  const placed = new Set<string>();
  return finished
    .reverse()
    .map((module) => visited(module, backward, placed))
    .filter((component) => component.length > 1);
}

/**
 * What can be reached from a module, each behind all that it leads to; not by recursion, since packages of thousands of
 * modules have ways as long.
 *
 * @param seen what is not gone to again; what is reached is added
 */
function visited(start: string, to: ReadonlyMap<string, readonly string[]>, seen: Set<string>): string[] {
  const finished: string[] = [];
  const way = seen.has(start) ? [] : [{ module: start, next: 0 }];
  seen.add(start);
  for (let at = way.at(-1); at !== undefined; at = way.at(-1)) {
    const following = to.get(at.module)?.[at.next];
    at.next += 1;
    if (following === undefined) {
      finished.push(at.module);
      way.pop();
    } else if (!seen.has(following)) {
      seen.add(following);
      way.push({ module: following, next: 0 });
    }
  }
  return finished;
}
