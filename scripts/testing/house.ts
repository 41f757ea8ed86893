/** The rooms of the house as the code has them, and as docs/architecture.md says that they are. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { promisify } from "node:util";

/** A room as a row of the document's table has it. */
export interface RoomRow {
  room: string;
  takesFrom: string[];
}

/** A source file, by its path from the repository's top, and the files that it imports. */
export interface SourceFile {
  path: string;
  imports: string[];
}

/** The rows of the table whose first heading names `folder`, in the order of the document. */
export function roomRows(document: string, folder: string): RoomRow[] {
  const lines = document.split("\n");
  const heading = lines.findIndex((line) => line.startsWith(`| room in \`${folder}/\``));
  const end = lines.findIndex((line, at) => at > heading && !line.startsWith("|"));
  return lines.slice(heading + 2, end).map((line) => {
    const [, first = "", , last = ""] = line.split("|");
    const room = /`([\w-]+)`/.exec(first)?.[1] ?? "";
    return { room, takesFrom: [...last.matchAll(/`([\w-]+)`/g)].map((match) => match[1] ?? "") };
  });
}

/** Whether a file is part of the product, and not there for tests only. */
export function isProduct(path: string): boolean {
  return !/\.test\.ts$|(^|\/)test_\w+\.py$|\/testing\/|\/tests\/|\/dist\//.test(path);
}

/** The files of the repository that Git knows, by their paths from its top. */
export async function repositoryFiles(root: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)("git", ["ls-files", "-z"], {
    cwd: root,
    maxBuffer: 64 * 1024 ** 2,
  });
  return stdout.split("\0").filter((path) => path !== "");
}

/** The product's sources in TypeScript and the explorer's in Python, with what they import of each other. */
export async function productSources(root: string): Promise<SourceFile[]> {
  const paths = (await repositoryFiles(root)).filter((path) => /\.(ts|py)$/.test(path) && isProduct(path));
  const known = new Set(paths);
  return await Promise.all(
    paths.map(async (path) => {
      const text = await readFile(join(root, path), "utf8");
      const named = path.endsWith(".py") ? pythonImports(path, text) : typescriptImports(path, text);
      return { path, imports: named.filter((name) => known.has(name) && name !== path) };
    }),
  );
}

function typescriptImports(path: string, text: string): string[] {
  const named = text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"/g);
  return [...named].map(([, name = ""]) => normalize(join(dirname(path), name)));
}

/** Of `from ..a import b, c`: the file of a, and those of b and c where these are modules. */
function pythonImports(path: string, text: string): string[] {
  const named = text.matchAll(/^\s*from (\.+)([\w.]*) import (?:\(([^)]*)\)|([^\n]*))/gm);
  return [...named].flatMap(([, dots = "", module = "", inBrackets, onLine]) => {
    const up = dots.slice(1).replaceAll(".", "../");
    const folder = normalize(join(dirname(path), up, ...module.split(".")));
    const names = (inBrackets ?? onLine ?? "").split(",").map((name) => name.trim().split(/\s/)[0] ?? "");
    return [`${folder}.py`, ...names.map((name) => join(folder, `${name}.py`))];
  });
}

/** The arrows between the rooms of a folder: room → rooms that it imports from. */
export function arrows(files: readonly SourceFile[], folder: string): Map<string, Set<string>> {
  const roomOf = (path: string) =>
    path.startsWith(`${folder}/`) && path.slice(folder.length + 1).includes("/")
      ? path.slice(folder.length + 1).split("/")[0]
      : undefined;
  const found = new Map<string, Set<string>>();
  for (const { path, imports } of files) {
    const room = roomOf(path);
    if (room !== undefined) {
      const others = found.get(room) ?? new Set<string>();
      found.set(room, others);
      for (const other of imports.map(roomOf)) {
        if (other !== undefined && other !== room) {
          others.add(other);
        }
      }
    }
  }
  return found;
}

/** Files that import each other in a circle, each circle once; none where all is well. */
export function circles(files: readonly SourceFile[]): string[][] {
  const importsOf = new Map(files.map(({ path, imports }) => [path, imports]));
  const found: string[][] = [];
  const done = new Set<string>();
  const follow = (path: string, way: readonly string[]): void => {
    const at = way.indexOf(path);
    if (at >= 0) {
      found.push([...way.slice(at), path]);
    } else if (!done.has(path)) {
      for (const next of importsOf.get(path) ?? []) {
        follow(next, [...way, path]);
      }
      done.add(path);
    }
  };
  for (const { path } of files) {
    follow(path, []);
  }
  return found;
}
