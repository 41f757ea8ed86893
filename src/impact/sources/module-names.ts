/** By which names the sources of a project import one another. */

/** Folders that hold packages and are none themselves. */
const ROOTS = new Set(["src", "lib", "python", "source"]);

export interface ModuleName {
  module: string;
  isPackage: boolean;
}

/**
 * The dotted name of each source: from the outermost folder that is a package, or below a folder such as `src` from that on.
 *
 * @param paths with forward slashes, from the project's folder
 */
export function moduleNames(paths: readonly string[]): Map<string, ModuleName> {
  const packages = new Set(paths.filter((path) => /(^|\/)__init__\.py$/.test(path)).map(folderOf));
  return new Map(paths.map((path) => [path, moduleName(path, packages)]));
}

function moduleName(path: string, packages: ReadonlySet<string>): ModuleName {
  const isPackage = /(^|\/)__init__\.py$/.test(path);
  const folder = folderOf(path);
  let root = folder;
  while (packages.has(root)) {
    root = folderOf(root);
  }
  // What is below `src` without being in a package is in a namespace package.
  const parts = root.split("/").filter((part) => part !== "");
  const begun = parts.findLastIndex((part) => ROOTS.has(part));
  const around = begun >= 0 ? parts.slice(begun + 1) : [];
  const inner = folder
    .slice(root.length)
    .split("/")
    .filter((part) => part !== "");
  const leaf = path.slice(path.lastIndexOf("/") + 1).replace(/\.(py|ipynb)$/, "");
  const names = [...around, ...inner, ...(isPackage ? [] : [leaf])];
  return { module: (names.length === 0 ? [leaf] : names).join("."), isPackage };
}

function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

/** Which import names are the project's own, seen from one of its files. */
export class OwnNames {
  readonly #byFolder = new Map<string, Set<string>>();
  /** Folders that hold packages. */
  readonly #roots: readonly string[];

  constructor(paths: readonly string[]) {
    for (const path of paths) {
      const parts = path.split("/");
      for (const [at, part] of parts.entries()) {
        const folder = parts.slice(0, at).join("/");
        const names = this.#byFolder.get(folder) ?? new Set();
        this.#byFolder.set(folder, names);
        names.add(part.replace(/\.(py|ipynb)$/, ""));
      }
    }
    this.#roots = [...this.#byFolder.keys()].filter((folder) => ROOTS.has(folder.split("/").at(-1) ?? ""));
  }

  /** Whether an outermost name stands beside a file, in a folder around it, or in one that holds packages. */
  has(name: string, file: string): boolean {
    return this.#standsIn([...foldersAround(file), ...this.#roots], name);
  }

  /**
   * Whether it does so where imports by that name alone lead: not just inside a package, whose modules are reached so only where
   * one of its files is started as a program.
   */
  isReached(name: string, file: string): boolean {
    const isPackage = (folder: string) => this.#byFolder.get(folder)?.has("__init__") === true;
    const folders = foldersAround(file).filter((folder) => !isPackage(folder));
    return this.#standsIn([...folders, ...this.#roots], name);
  }

  #standsIn(folders: readonly string[], name: string): boolean {
    return folders.some((folder) => this.#byFolder.get(folder)?.has(name) === true);
  }
}

function foldersAround(file: string): string[] {
  const parts = file.split("/").slice(0, -1);
  return [...parts.keys(), parts.length].map((length) => parts.slice(0, length).join("/"));
}
