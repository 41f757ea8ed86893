import { createHash, type Hash } from "node:crypto";
import { chmod, copyFile, lstat, mkdir, readdir, readFile, readlink, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../errors/input-error.ts";

/** What tools leave in a project's folder; none of it belongs to what is installed. */
const LEFT_OUT = new Set([
  ...[".git", ".hg", ".svn", ".venv", "venv", ".tox", ".nox", ".eggs", "node_modules", "__pycache__"],
  ...[".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".idea", ".vscode"],
]);
/** What building leaves at the top; setuptools would install what an earlier build left there. */
const LEFT_OUT_AT_TOP = new Set(["dist", "build"]);
/** What setuptools writes beside the sources; an old one decides what is installed. */
const BUILD_RECORD = /\.egg-info$/;

const MOST_ENTRIES = 100_000;
const MOST_BYTES = 2 * 1024 ** 3;

/**
 * Copies a project's folder without version control, environments and caches, readable for everybody.
 *
 * @returns SHA-256 over the names and contents that were copied, hexadecimal
 * @throws InputError for a folder too big to be a project
 */
export async function copyProject(from: string, to: string): Promise<string> {
  const copy = { from, hash: createHash("sha256"), entries: 0, bytes: 0 };
  await copyFolder(copy, "", to);
  return copy.hash.digest("hex");
}

interface Copy {
  from: string;
  hash: Hash;
  entries: number;
  bytes: number;
}

async function copyFolder(copy: Copy, path: string, to: string): Promise<void> {
  await mkdir(to);
  await chmod(to, 0o755);
  for (const name of (await readdir(join(copy.from, path))).sort()) {
    const leftOut =
      LEFT_OUT.has(name) || BUILD_RECORD.test(name) || (path === "" && LEFT_OUT_AT_TOP.has(name));
    if (!leftOut) {
      await copyEntry(copy, join(path, name), join(to, name));
    }
  }
}

async function copyEntry(copy: Copy, path: string, to: string): Promise<void> {
  const source = join(copy.from, path);
  const found = await lstat(source);
  copy.entries += 1;
  copy.bytes += found.isFile() ? found.size : 0;
  if (copy.entries > MOST_ENTRIES || copy.bytes > MOST_BYTES) {
    throw new InputError({
      message: `${copy.from} has more than ${MOST_ENTRIES} entries or ${MOST_BYTES / 1024 ** 3} GiB, so it is hardly one Python project`,
      fix: "name the project's own folder, or build a wheel of it and name that",
    });
  }
  if (found.isDirectory()) {
    if (!(await isEnvironment(source))) {
      await copyFolder(copy, path, to);
    }
  } else if (found.isSymbolicLink()) {
    const target = await readlink(source);
    copy.hash.update(JSON.stringify([path, "link", target]));
    await symlink(target, to);
  } else if (found.isFile()) {
    const executable = (found.mode & 0o111) !== 0;
    await copyFile(source, to);
    await chmod(to, executable ? 0o755 : 0o644);
    const digest = createHash("sha256")
      .update(await readFile(to))
      .digest("hex");
    copy.hash.update(JSON.stringify([path, executable, digest]));
  }
}

/** A virtual environment of any name (PEP 405). */
async function isEnvironment(folder: string): Promise<boolean> {
  return await stat(join(folder, "pyvenv.cfg")).then(
    () => true,
    () => false,
  );
}
