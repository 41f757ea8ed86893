/** The program that set-up bundles, and which of it and the sources `scripts/importgraph` runs. */

import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..", "..");
const run = promisify(execFile);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-start-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const env = () => ({ ...process.env, XDG_CACHE_HOME: join(folder, "cache") });

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

/** A repository of the scripts, with programs that say which they are. */
async function repository(): Promise<void> {
  await put("package-lock.json", "{}");
  await put("node_modules/.installed-all", "{}");
  await put("src/cli/without-languages.ts", "");
  await put("src/cli/main.ts", 'console.log("source");');
  await put("node_modules/.program/main.js", 'console.log("bundle");');
  await mkdir(join(folder, "scripts"));
  for (const name of ["importgraph", "setup"]) {
    await copyFile(join(ROOT, "scripts", name), join(folder, "scripts", name));
  }
  await aged("src/cli/main.ts", 60);
  await aged("src/cli/without-languages.ts", 60);
  await aged("src/cli", 60);
  await aged("src", 60);
  await aged("package-lock.json", 60);
}

async function aged(path: string, seconds: number): Promise<void> {
  const time = Date.now() / 1000 - seconds;
  await utimes(join(folder, path), time, time);
}

test("the bundle is run as long as no source is newer, from anywhere and through links", async () => {
  await repository();
  const path = `${dirname(process.execPath)}:${process.env.PATH}`;
  const started = async (script: string, cwd = folder) =>
    (await run("bash", [script], { cwd, env: { ...env(), PATH: path } })).stdout.trim();
  expect(await started("scripts/importgraph")).toBe("bundle");
  expect(await started("importgraph", join(folder, "scripts"))).toBe("bundle");
  await run("ln", ["-s", join(folder, "scripts", "importgraph"), join(folder, "linked")]);
  expect(await started("linked")).toBe("bundle");
  await aged("src/cli/main.ts", 0);
  await aged("node_modules/.program/main.js", 10);
  expect(await started("scripts/importgraph")).toBe("source");
  await rm(join(folder, "node_modules", ".program"), { recursive: true });
  expect(await started("scripts/importgraph")).toBe("source");
});

test("which Node is on PATH is asked once, and again when it is another one", async () => {
  const node = join(folder, "bin", "node");
  const fake = async (version: string) => {
    await put("bin/node", `#!/bin/sh\necho asked >>'${folder}/asked'\necho ${version}\n`);
    await chmod(node, 0o755);
  };
  const isRight = async () => {
    const text = `source ${join(ROOT, "scripts", "setup")}; is_node_on_path_24 && echo yes || echo no`;
    const PATH = `${dirname(node)}:/usr/bin:/bin`;
    return (await run("bash", ["-c", text], { env: { ...env(), PATH } })).stdout.trim();
  };
  const asked = async () => (await run("cat", [join(folder, "asked")])).stdout.trim().split("\n").length;
  await fake("v24.1.0");
  expect([await isRight(), await isRight(), await asked()]).toEqual(["yes", "yes", 1]);
  await rm(node);
  await fake("v22.1.0 ");
  expect([await isRight(), await isRight(), await asked()]).toEqual(["no", "no", 3]);
});

test("the bundle has every command, and answers as the sources do", async () => {
  await run(process.execPath, [join(ROOT, "scripts", "generate", "program.ts")]);
  const bundle = join(ROOT, "node_modules", ".program", "main.js");
  const help = async (program: string) =>
    (await run(process.execPath, [program, "--help"], { env: env() })).stdout;
  expect(await help(bundle)).toBe(await help(join(ROOT, "src", "cli", "main.ts")));
  const empty = run(process.execPath, [bundle, "whereis", "yaml", "--store", join(folder, "none")], {
    env: env(),
  });
  await expect(empty).rejects.toThrow("nothing was explored in");
});
