import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { copyProject } from "./project-copy.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-test-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

let copies = 0;

async function copied(files: Record<string, string>): Promise<{ digest: string; to: string }> {
  copies += 1;
  const [from, to] = [join(folder, `from-${copies}`), join(folder, `to-${copies}`)];
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(from, path)), { recursive: true });
    await writeFile(join(from, path), text, { mode: 0o600 });
  }
  return { digest: await copyProject(from, to), to };
}

const project = { "pyproject.toml": "[project]\n", "src/example/__init__.py": "x = 1\n" };

test("Version control, environments, caches and build results stay behind", async () => {
  const { to, digest } = await copied({
    ...project,
    ".git/config": "[remote]\n",
    "env/pyvenv.cfg": "home = /usr\n",
    "env/lib/secret.py": "",
    "node_modules/x/index.js": "",
    "src/example/__pycache__/x.pyc": "",
    "src/example.egg-info/PKG-INFO": "",
    "build/lib/stale.py": "",
    "dist/example-1.0.tar.gz": "",
    "src/example/build/__init__.py": "",
  });
  expect((await readdir(to, { recursive: true })).sort()).toEqual([
    "pyproject.toml",
    "src",
    "src/example",
    "src/example/__init__.py",
    "src/example/build",
    "src/example/build/__init__.py",
  ]);
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
});

test("What is left out and when files were written does not change the digest; names, contents and modes do", async () => {
  const { digest, to } = await copied(project);
  await utimes(join(to, "pyproject.toml"), 0, 0);
  expect((await copied({ ...project, ".git/HEAD": "x" })).digest).toBe(digest);
  expect(await copyProject(to, join(folder, "again"))).toBe(digest);
  expect((await copied({ ...project, "src/example/__init__.py": "x = 2\n" })).digest).not.toBe(digest);
  expect((await copied({ ...project, "src/example/y.py": "" })).digest).not.toBe(digest);
  await chmod(join(to, "pyproject.toml"), 0o755);
  expect(await copyProject(to, join(folder, "executable"))).not.toBe(digest);
});

test("The copy can be read by anybody, and a link stays a link", async () => {
  const { to } = await copied(project);
  await symlink("/etc/passwd", join(to, "link"));
  await copyProject(to, join(folder, "linked"));
  expect((await stat(join(folder, "linked", "pyproject.toml"))).mode & 0o777).toBe(0o644);
  expect((await stat(join(folder, "linked", "src"))).mode & 0o777).toBe(0o755);
  expect(
    (await readdir(join(folder, "linked"), { withFileTypes: true }))
      .find(({ name }) => name === "link")
      ?.isSymbolicLink(),
  ).toBe(true);
  expect(await readFile(join(folder, "linked", "pyproject.toml"), "utf8")).toBe("[project]\n");
});
