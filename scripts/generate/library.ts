/**
 * Compiles what `exports` of package.json names, and packs it as `importgraph-<version>.tgz`, which npm installs: it holds no
 * more of the program, and depends on no more than that needs.
 *
 * Argument: the folder that the file goes into; default: this one. Prints its path.
 */
import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..", "..");

const manifestSchema = z.object({
  ...{ name: z.string(), version: z.string(), description: z.string(), license: z.string() },
  ...{ type: z.literal("module"), engines: z.record(z.string(), z.string()), exports: z.json() },
  dependencies: z.record(z.string(), z.string()),
});

/** The packages that compiled sources import, `@scope/name` or `name`. */
async function importedPackages(folder: string): Promise<Set<string>> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.(js|d\.ts)$/.test(name));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  const specifiers = texts.flatMap((text) => [
    ...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"((?:@[^/"]+\/)?[^./"][^/":]*)(?:\/[^"]*)?"/g),
  ]);
  return new Set(specifiers.map(([, name = ""]) => name));
}

const destination = resolve(process.argv[2] ?? ".");
const folder = await mkdtemp(join(tmpdir(), "importgraph-library-"));
try {
  const compiled = join(folder, "dist");
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  await run(process.execPath, [compiler, "-p", join(root, "tsconfig.library.json"), "--outDir", compiled]);
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(root, "package.json"), "utf8")));
  const needed = await importedPackages(compiled);
  const dependencies = Object.entries(manifest.dependencies).filter(([name]) => needed.has(name));
  const own = { ...manifest, dependencies: Object.fromEntries(dependencies) };
  await writeFile(join(folder, "package.json"), `${JSON.stringify(own, undefined, 2)}\n`);
  await copyFile(join(root, "LICENSE"), join(folder, "LICENSE"));
  await copyFile(join(root, "docs", "library.md"), join(folder, "README.md"));
  const pack = ["pack", "--silent", "--pack-destination", destination];
  const { stdout } = await run("npm", pack, { cwd: folder });
  process.stdout.write(`${join(destination, stdout.trim())}\n`);
} catch (error) {
  // The compiler tells on standard output what is wrong.
  const { stdout = "", message } = error as { stdout?: string; message: string };
  process.stderr.write(`${stdout}${message}\n`);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
