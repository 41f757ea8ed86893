/** Which module of a package imports which, and how much of that is shown: thousands of modules are put into groups. */

import { importCycles } from "../../src/ask/taken/import-cycles.ts";
import { compareNeeds, type ImportNeed, needOf, targetsOf } from "../../src/ask/taken/imports.ts";
import type { Shard } from "../../src/shard/shard.ts";

/** How an import is drawn: `sure`: the module is loaded with the other one. */
export type Strength = "sure" | "optional" | "lazy";

export interface ModuleEdge {
  from: string;
  to: string;
  strength: Strength;
  /** Both are in one circle of imports. */
  isCircle: boolean;
}

export interface ImportGraphData {
  modules: readonly string[];
  edges: readonly ModuleEdge[];
  /** Modules of each circle, the largest first. */
  circles: readonly (readonly string[])[];
}

/** The import graph of a package's own modules; imports for type checkers and programs are left out. */
export function importGraphOf(shard: Shard): ImportGraphData {
  const circles = importCycles(shard).map(({ modules }) => modules);
  const circleOf = new Map(circles.flatMap((modules, index) => modules.map((one) => [one, index] as const)));
  const needs = new Map<string, { from: string; to: string; need: ImportNeed }>();
  for (const statement of shard.imports) {
    const need = needOf(shard, statement);
    if (need === "typing" || need === "main") {
      continue;
    }
    for (const { module: to, owner } of targetsOf(shard, statement)) {
      const from = statement.module;
      const key = `${from} ${to}`;
      const known = needs.get(key);
      const isStronger = known === undefined || compareNeeds(need, known.need) > 0;
      if (owner === "own" && to !== from && shard.isModule(to) && isStronger) {
        needs.set(key, { from, to, need });
      }
    }
  }
  const edges = [...needs.values()].map(({ from, to, need }) => ({
    ...{ from, to, strength: strengthOf(need) },
    isCircle:
      circleOf.has(from) &&
      circleOf.get(from) === circleOf.get(to) &&
      need !== "lazy" &&
      need !== "lazyOptional",
  }));
  return { modules: shard.moduleIds(), edges, circles };
}

function strengthOf(need: ImportNeed): Strength {
  return need === "always" ? "sure" : need === "optional" ? "optional" : "lazy";
}

/** A module, or a group of those at and below a name. */
export interface ShownNode {
  id: string;
  label: string;
  /** How many modules it stands for. */
  size: number;
  /** Whether it can be opened. */
  isGroup: boolean;
  isCircle: boolean;
}

export interface ShownEdge {
  from: string;
  to: string;
  strength: Strength;
  isCircle: boolean;
  /** How many imports of modules it stands for. */
  count: number;
}

export interface ShownGraph {
  nodes: ShownNode[];
  edges: ShownEdge[];
}

/** About so many nodes can be read. */
const FEW_NODES = 40;
/** More are never drawn: the rest of a group stays together. */
const MOST_NODES = 140;

/** What is shown: groups are opened by themselves while there are few nodes, and those that somebody opened. */
export function shownGraph(
  { modules, edges }: Pick<ImportGraphData, "modules" | "edges">,
  { opened = [], focus }: { opened?: readonly string[]; focus?: string | undefined } = {},
): ShownGraph {
  const tree = new Tree(modules);
  const open = tree.opened(opened, focus);
  const shownAs = (module: string) => tree.representative(module, open);
  const merged = new Map<string, ShownEdge>();
  const inCircle = new Set<string>();
  for (const { from, to, strength, isCircle } of edges) {
    const [a, b] = [shownAs(from), shownAs(to)];
    if (isCircle) {
      inCircle.add(a);
    }
    if (a === b) {
      continue;
    }
    const key = `${a} ${b}`;
    const known = merged.get(key);
    merged.set(key, {
      ...{ from: a, to: b },
      strength: stronger(known?.strength, strength),
      isCircle: isCircle || known?.isCircle === true,
      count: (known?.count ?? 0) + 1,
    });
  }
  const all = [...merged.values()];
  const sizes = new Map<string, number>();
  for (const module of modules) {
    const id = shownAs(module);
    sizes.set(id, (sizes.get(id) ?? 0) + 1);
  }
  const nodes = [...sizes].map(([id, size]) => ({
    ...{ id, label: labelOf(id, tree.root), size, isCircle: inCircle.has(id) },
    isGroup: size > 1,
  }));
  return focus === undefined ? { nodes, edges: all } : around(shownAs(focus), { nodes, edges: all });
}

/** A node, and those that it imports or that import it. */
function around(id: string, { nodes, edges }: ShownGraph): ShownGraph {
  const near = edges.filter(({ from, to }) => from === id || to === id);
  const ids = new Set([id, ...near.flatMap(({ from, to }) => [from, to])]);
  return { nodes: nodes.filter((node) => ids.has(node.id)), edges: near };
}

const ORDER: readonly (Strength | undefined)[] = [undefined, "lazy", "optional", "sure"];

function stronger(a: Strength | undefined, b: Strength): Strength {
  return ORDER.indexOf(a) > ORDER.indexOf(b) ? (a ?? b) : b;
}

/** Without the outermost name, where all have the same. */
function labelOf(id: string, root: string | undefined): string {
  const short = root !== undefined && id.startsWith(`${root}.`) ? id.slice(root.length + 1) : id;
  return short.length <= 34 ? short : `…${short.slice(short.length - 33)}`;
}

/** The rest of a group that is too large to be shown whole. */
const REST = ".…";

class Tree {
  readonly #sizes = new Map<string, number>();
  readonly #children = new Map<string, string[]>();
  readonly #roots: string[] = [];
  readonly #hidden = new Set<string>();

  constructor(modules: readonly string[]) {
    for (const module of modules) {
      for (let id = module; ; ) {
        this.#sizes.set(id, (this.#sizes.get(id) ?? 0) + 1);
        const dot = id.lastIndexOf(".");
        if (this.#sizes.get(id) === 1) {
          this.#addBelow(dot < 0 ? "" : id.slice(0, dot), id);
        }
        if (dot < 0) {
          break;
        }
        id = id.slice(0, dot);
      }
    }
  }

  /** The outermost name, where there is one only. */
  get root(): string | undefined {
    return this.#roots.length === 1 ? this.#roots[0] : undefined;
  }

  #addBelow(parent: string, id: string): void {
    if (parent === "") {
      this.#roots.push(id);
    } else {
      this.#children.set(parent, [...(this.#children.get(parent) ?? []), id]);
    }
  }

  /** Which groups are open. */
  opened(wanted: readonly string[], focus: string | undefined): ReadonlySet<string> {
    const open = new Set<string>();
    let shown = this.#roots.length;
    const openOne = (id: string) => {
      if (!open.has(id) && this.#children.has(id)) {
        open.add(id);
        shown += this.#keep(id, MOST_NODES - shown);
      }
    };
    for (const id of wanted) {
      this.#around(id).forEach(openOne);
      openOne(id);
    }
    if (focus !== undefined) {
      this.#around(focus).forEach(openOne);
    }
    for (;;) {
      const next = this.#largestClosed(open);
      const children = next === undefined ? 0 : (this.#children.get(next)?.length ?? 0);
      if (next === undefined || (shown + children > FEW_NODES && open.size > 0)) {
        return open;
      }
      openOne(next);
    }
  }

  /** What an id stands in, the outermost first. */
  #around(id: string): string[] {
    const parts = id.split(".");
    return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("."));
  }

  /** Of the children of a group those that fit; the others are hidden in one node. Returns how many nodes that makes. */
  #keep(id: string, room: number): number {
    const children = this.#children.get(id) ?? [];
    if (children.length <= room) {
      return children.length;
    }
    const bySize = children.toSorted((a, b) => (this.#sizes.get(b) ?? 0) - (this.#sizes.get(a) ?? 0));
    for (const child of bySize.slice(Math.max(room, 10))) {
      this.#hidden.add(child);
    }
    return Math.max(room, 10);
  }

  #largestClosed(open: ReadonlySet<string>): string | undefined {
    const visible = [...this.#roots, ...[...open].flatMap((id) => this.#children.get(id) ?? [])];
    return visible
      .filter((id) => !open.has(id) && this.#children.has(id) && !this.#hidden.has(id))
      .sort((a, b) => (this.#sizes.get(b) ?? 0) - (this.#sizes.get(a) ?? 0))[0];
  }

  representative(module: string, open: ReadonlySet<string>): string {
    const parts = module.split(".");
    let id = parts[0] ?? module;
    for (let length = 1; length < parts.length && open.has(id); length++) {
      const next = parts.slice(0, length + 1).join(".");
      if (this.#hidden.has(next)) {
        return `${id}${REST}`;
      }
      id = next;
    }
    return id;
  }
}
