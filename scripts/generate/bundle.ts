/**
 * Bundles each action into its `dist/index.js`, which is what a runner starts: no packages are installed there. With
 * --check, says which bundles are not what their sources give.
 */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { rolldown } from "rolldown";

const root = join(import.meta.dirname, "..", "..");

/** The same text for the same sources on every machine. */
async function bundleText(entry: string): Promise<string> {
  const build = await rolldown({
    input: entry,
    cwd: root,
    platform: "node",
    tsconfig: false,
    logLevel: "warn",
    checks: { eval: false },
  });
  try {
    const { output } = await build.generate({
      format: "esm",
      codeSplitting: false,
      minify: false,
      comments: false,
    });
    const [chunk, ...others] = output;
    if (others.length > 0) {
      throw new Error(
        `${entry} gives more than one file: ${others.map(({ fileName }) => fileName).join(", ")}`,
      );
    }
    return chunk.code;
  } finally {
    await build.close();
  }
}

const stale: string[] = [];
for (const name of (await readdir(join(root, "actions"))).sort()) {
  const path = join(root, "actions", name, "dist", "index.js");
  const text = await bundleText(join("actions", name, "main.ts"));
  if ((await readFile(path, "utf8").catch(() => undefined)) === text) {
    continue;
  }
  stale.push(relative(root, path));
  if (!process.argv.includes("--check")) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    process.stdout.write(`${relative(root, path)}  ${(Buffer.byteLength(text) / 1e6).toFixed(2)} MB\n`);
  }
}

if (process.argv.includes("--check") && stale.length > 0) {
  process.stderr.write(`${stale.join(", ")}: not what the sources give; run \`npm run bundle\`\n`);
  process.exitCode = 1;
}
