/**
 * Bundles the program into `node_modules/.program/`: its sources and packages are 150 files for a question, and finding these
 * takes longer than answering. Set-up makes it, and `scripts/importgraph` runs it as long as no source is newer.
 */
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { rolldown } from "rolldown";

const root = join(import.meta.dirname, "..", "..");
const folder = join(root, "node_modules", ".program");
const unfinished = `${folder}.${process.pid}`;

/**
 * What questions on a graph have in common is one piece, with all that it takes: as fifty of them, each shared by other
 * commands, it took a fifth longer to load. Nothing of it may lead to what reads shards, or makes graphs, without `import()`.
 */
const QUESTIONS = {
  name: "questions",
  test: /\/src\/(ask|errors|page|graph\/(questions|objects)|cli\/asking)\/[^/]+\.ts$/,
  minShareCount: 3,
};

/** Leads to all others, hence comes last. */
const ENTRY = "main.js";

const build = await rolldown({
  input: join("src", "cli", "main.ts"),
  cwd: root,
  platform: "node",
  tsconfig: false,
  logLevel: "warn",
  checks: { eval: false },
  // It has a library of the machine's own kind beside it.
  external: [/^@duckdb\//],
});
try {
  await build.write({
    dir: unfinished,
    format: "esm",
    minify: false,
    comments: false,
    codeSplitting: { groups: [QUESTIONS] },
  });
  await mkdir(folder, { recursive: true });
  // Pieces are called by their content. Those of before stay: a program that runs may load them yet.
  for (const name of (await readdir(unfinished)).filter((one) => one !== ENTRY)) {
    await rename(join(unfinished, name), join(folder, name));
  }
  await rename(join(unfinished, ENTRY), join(folder, ENTRY));
} finally {
  await build.close();
  await rm(unfinished, { recursive: true, force: true });
}
