/** Modules as a tree, of which only what is open is shown: packages have thousands. */

export interface ModuleBranch {
  /** Id; of what is only a part of names, too. */
  id: string;
  name: string;
  /** Whether there is a module of this id. */
  isModule: boolean;
  children: readonly ModuleBranch[];
  /** How many modules stand at and below it. */
  size: number;
}

/** The tree of some modules. */
export function moduleTree(ids: readonly string[]): ModuleBranch[] {
  interface Growing {
    isModule: boolean;
    children: Map<string, Growing>;
  }
  const root: Growing = { isModule: false, children: new Map() };
  for (const id of ids) {
    let at = root;
    for (const name of id.split(".")) {
      const next = at.children.get(name) ?? { isModule: false, children: new Map() };
      at.children.set(name, next);
      at = next;
    }
    at.isModule = true;
  }
  const grown = (growing: Growing, before: string): ModuleBranch[] =>
    [...growing.children]
      .map(([name, child]) => {
        const id = `${before}${name}`;
        const children = grown(child, `${id}.`);
        const size = children.reduce((sum, one) => sum + one.size, child.isModule ? 1 : 0);
        return { id, name, isModule: child.isModule, children, size };
      })
      .sort(byName);
  return grown(root, "");
}

/** Private modules behind the others. */
function byName(a: ModuleBranch, b: ModuleBranch): number {
  return Number(a.name.startsWith("_")) - Number(b.name.startsWith("_")) || (a.name < b.name ? -1 : 1);
}

/** More rows than these are not shown at first. */
const FEW_ROWS = 40;

/** What is open at first: so many levels as few rows take, and what a module stands in. */
export function openAtFirst(branches: readonly ModuleBranch[], at: string | undefined): Set<string> {
  const open = new Set<string>();
  let level = branches;
  let rows = branches.length;
  while (level.length > 0) {
    const next = level.flatMap(({ children }) => children);
    rows += next.length;
    if (rows > FEW_ROWS && open.size > 0) {
      break;
    }
    for (const { id } of level) {
      open.add(id);
    }
    level = next;
  }
  const parts = at?.split(".") ?? [];
  for (let length = 1; length <= parts.length; length++) {
    open.add(parts.slice(0, length).join("."));
  }
  return open;
}

/** A branch that is shown, and how deep. */
export interface ShownBranch {
  branch: ModuleBranch;
  depth: number;
  isOpen: boolean;
}

/** The rows of what is open; with a filter those whose id has it, with what they stand in. */
export function shownBranches(
  branches: readonly ModuleBranch[],
  open: ReadonlySet<string>,
  filter: string,
  depth = 0,
): ShownBranch[] {
  return branches.flatMap((branch): ShownBranch[] => {
    if (filter === "") {
      const isOpen = open.has(branch.id);
      const below = isOpen ? shownBranches(branch.children, open, filter, depth + 1) : [];
      return [{ branch, depth, isOpen }, ...below];
    }
    const below = shownBranches(branch.children, open, filter, depth + 1);
    const isWanted = below.length > 0 || branch.id.toLowerCase().includes(filter);
    return isWanted ? [{ branch, depth, isOpen: below.length > 0 }, ...below] : [];
  });
}
