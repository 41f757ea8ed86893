/**
 * Builds the web page of viewer/ into dist/viewer/, or into the folder that is given: files that any server of files serves.
 * Prints the folder.
 */
import { join, resolve } from "node:path";
import { build } from "vite";

const root = join(import.meta.dirname, "..", "..");
const folder = resolve(process.argv[2] ?? join(root, "dist", "viewer"));
try {
  await build({
    configFile: join(root, "viewer", "vite.config.ts"),
    logLevel: "warn",
    build: { outDir: folder },
  });
  process.stdout.write(`${folder}\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
