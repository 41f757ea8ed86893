import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { InputError } from "../errors/input-error.ts";
import { inputsDigest } from "../lock/inputs.ts";
import type { LockTools } from "../lock/lock-work.ts";
import { type Lock, lockText } from "../lock/lockfile.ts";
import { parsePkginfo } from "../pkginfo/parse.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { type GenerateOptions, generate } from "./generate.ts";
import { type GenerateAllOptions, generateAll } from "./generate-all.ts";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "importgraph-test-"));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

class Asked extends Error {}

function refuse(): never {
  throw new Asked("the machine was asked for something");
}

/** A machine on which nothing can be had: whatever needs the network fails. */
const tools: LockTools = {
  signal: new AbortController().signal,
  docker: refuse,
  base: refuse,
  secrets: refuse,
  pythons: refuse,
  index: refuse,
};

const options: GenerateOptions = { tools, log: refuse, say: () => undefined };
const allOptions: GenerateAllOptions = { tools, openLog: refuse, say: () => undefined };

function pkginfoOf(name: string, more = ""): Pkginfo {
  return parsePkginfo(`name: ${name}\nversion: "1.0"\n${more}`, `pkginfo/${name}.yaml`);
}

function lockOf(pkginfo: Pkginfo, fromSource = false): Lock {
  const { normalizedName: name, version } = pkginfo;
  return {
    ...{ name, version, python: "3.13", inputsDigest: inputsDigest(pkginfo, "3.13"), asOf: null },
    packages: [{ name, version, hashes: ["a".repeat(64)], fromSource }],
  };
}

async function writeLock(pkginfo: Pkginfo, lock = lockOf(pkginfo)): Promise<string> {
  const folder = join(root, "dockerfiles", pkginfo.stem);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "requirements.txt"), lockText(lock, "install"));
  return folder;
}

test("With an unchanged lock the Dockerfile is rendered without asking anybody, and the second time nothing is written", async () => {
  const pkginfo = pkginfoOf("example");
  const folder = await writeLock(pkginfo);
  const first = await generate(folder, pkginfo, options);
  expect(first.changes.map(({ path, kind }) => [path, kind])).toEqual([
    [join(folder, "Dockerfile"), "missing"],
  ]);
  expect(await readFile(join(folder, "Dockerfile"), "utf8")).toBe(first.recipe?.dockerfile);
  const written = await stat(join(folder, "Dockerfile"), { bigint: true });
  const second = await generate(folder, pkginfo, options);
  expect(second.changes).toEqual([]);
  expect((await stat(join(folder, "Dockerfile"), { bigint: true })).ino).toBe(written.ino);
});

test("Notes change nothing; lines to run change the Dockerfile and not the lock", async () => {
  const pkginfo = pkginfoOf("example");
  const folder = await writeLock(pkginfo);
  await generate(folder, pkginfo, options);
  expect((await generate(folder, pkginfoOf("example", "notes: x\n"), options)).changes).toEqual([]);
  const { changes } = await generate(folder, pkginfoOf("example", "run: [touch /x]\n"), options);
  expect(changes.map(({ path }) => path)).toEqual([join(folder, "Dockerfile")]);
});

test.each([
  ["other inputs", "apt: [libpq-dev]\n"],
  ["another Python", "python: '3.11'\n"],
])("With %s the lock is made anew", async (_, more) => {
  const folder = await writeLock(pkginfoOf("example"));
  const changed = pkginfoOf("example", more);
  await expect(generate(folder, changed, options)).rejects.toThrow(Asked);
  const { recipe, changes } = await generate(folder, changed, { ...options, check: true });
  expect(recipe).toBeUndefined();
  expect(changes.map(({ kind, reason }) => `${kind}: ${reason}`)).toEqual([
    "different: the pkginfo asks for something else than was locked",
  ]);
});

test("Renewing makes the lock anew though nothing changed", async () => {
  const pkginfo = pkginfoOf("example");
  const folder = await writeLock(pkginfo);
  await expect(generate(folder, pkginfo, { ...options, upgrade: true })).rejects.toThrow(Asked);
});

test("A lock for another release with this pkginfo's digest is refused", async () => {
  const pkginfo = pkginfoOf("example");
  const [locked] = lockOf(pkginfo).packages;
  const packages = [{ ...locked, name: "evil" } as Lock["packages"][number]];
  const folder = await writeLock(pkginfo, { ...lockOf(pkginfo), packages });
  await expect(generate(folder, pkginfo, { ...options, check: true })).rejects.toThrow(
    "requirements.txt: this lock does not install example 1.0, which its digest says it does",
  );
});

test.each([
  ["of its own name", "example-9.0-py3-none-any.whl"],
  ["of something that it needs", "other-1.0-py3-none-any.whl"],
])(
  "A committed lock that installs a file beside it, %s, is refused, and made anew where that is asked for",
  async (_, wheel) => {
    const pkginfo = pkginfoOf("example");
    const [name = "", version = ""] = wheel.split("-");
    const file = { name, version, hashes: ["b".repeat(64)], fromSource: false, wheel };
    const packages = [...lockOf(pkginfo).packages.filter((locked) => locked.name !== name), file];
    const folder = await writeLock(pkginfo, { ...lockOf(pkginfo), packages });
    await writeFile(join(folder, wheel), "anything");
    for (const check of [true, false]) {
      const generating = generate(folder, pkginfo, { ...options, check });
      await expect(generating).rejects.toThrow(InputError);
      await expect(generating).rejects.toThrow(
        new RegExp(`requirements\\.txt:\\d+: .*${wheel}.* has no place in a lock(.|\\n)*generate --upgrade`),
      );
    }
    await expect(generate(folder, pkginfo, { ...options, upgrade: true })).rejects.toThrow(Asked);
  },
);

test.each([
  ["name", { name: "evil" }],
  ["version", { version: "2.0" }],
])("A lock with another %s in its heading is refused", async (_, other) => {
  const pkginfo = pkginfoOf("example");
  const folder = await writeLock(pkginfo, { ...lockOf(pkginfo), ...other });
  await expect(generate(folder, pkginfo, { ...options, check: true })).rejects.toThrow(
    "requirements.txt: this lock does not install example 1.0, which its digest says it does",
  );
});

test.each([
  ["name", { name: "evil" }],
  ["version", { version: "2.0" }],
  ["Python", { python: "3.9" }],
  ["instant", { asOf: "2020-01-01T00:00:00Z" }],
])("A lock of back ends with another %s in its heading is that of another lock", async (_, other) => {
  const pkginfo = pkginfoOf("example");
  const lock = lockOf(pkginfo, true);
  const folder = await writeLock(pkginfo, lock);
  const buildLock = { ...lock, ...other, packages: [{ ...lock.packages[0], fromSource: false }] } as Lock;
  await writeFile(join(folder, "build-requirements.txt"), lockText(buildLock, "build"));
  const { recipe, changes } = await generate(folder, pkginfo, { ...options, check: true });
  expect(recipe).toBeUndefined();
  expect(changes.map(({ reason }) => reason)).toEqual(["build-requirements.txt belongs to another lock"]);
});

test("A lock that writes the same version otherwise is kept", async () => {
  const pkginfo = pkginfoOf("example");
  const [locked] = lockOf(pkginfo).packages;
  const packages = locked === undefined ? [] : [{ ...locked, version: "1.0.0" }];
  const folder = await writeLock(pkginfo, { ...lockOf(pkginfo), packages });
  const { recipe } = await generate(folder, pkginfo, options);
  expect(recipe?.locks.lock.packages).toEqual(packages);
});

test("What is built from source needs a lock of its back ends that belongs to the same inputs", async () => {
  const pkginfo = pkginfoOf("example");
  const lock = lockOf(pkginfo, true);
  const folder = await writeLock(pkginfo, lock);
  const reasons = async () =>
    (await generate(folder, pkginfo, { ...options, check: true })).changes.map(({ reason }) => reason);
  expect(await reasons()).toEqual(["build-requirements.txt is missing"]);
  const buildLock = {
    ...lock,
    packages: [{ ...lock.packages[0], name: "setuptools", fromSource: false }],
  } as Lock;
  const path = join(folder, "build-requirements.txt");
  await writeFile(path, lockText({ ...buildLock, inputsDigest: "0".repeat(64) }, "build"));
  expect(await reasons()).toEqual(["build-requirements.txt belongs to another lock"]);
  await writeFile(path, lockText(buildLock, "build"));
  const { recipe } = await generate(folder, pkginfo, options);
  expect(Object.keys(recipe?.lockTexts ?? {})).toEqual(["requirements.txt", "build-requirements.txt"]);
  expect(recipe?.dockerfile).toContain("example==1.0");
});

test("A lock of back ends that nothing needs any more is removed", async () => {
  const pkginfo = pkginfoOf("example");
  const folder = await writeLock(pkginfo);
  await writeFile(join(folder, "build-requirements.txt"), "left over");
  const { changes } = await generate(folder, pkginfo, options);
  expect(changes.map(({ kind }) => kind)).toEqual(["missing", "stray"]);
  expect((await readdir(folder)).sort()).toEqual(["Dockerfile", "requirements.txt"]);
});

test("Removing a pkginfo removes what was made from it, and nothing else", async () => {
  const packages = [pkginfoOf("example"), pkginfoOf("other")];
  for (const pkginfo of packages) {
    await writeLock(pkginfo);
  }
  await generateAll(root, packages, allOptions);
  await writeFile(join(root, "dockerfiles", "README.md"), "what this folder is");
  await writeFile(join(root, "dockerfiles", "example", "notes.txt"), "by hand");
  const [first] = packages as [Pkginfo];
  const checked = await generateAll(root, [first], { ...allOptions, check: true });
  expect(checked.changes.map(({ path, kind }) => `${kind} ${path.slice(root.length)}`)).toEqual([
    "stray /dockerfiles/example/notes.txt",
    "stray /dockerfiles/other",
  ]);
  expect(await readdir(join(root, "dockerfiles"))).toContain("other");
  await generateAll(root, [first], allOptions);
  expect((await readdir(join(root, "dockerfiles"))).sort()).toEqual(["README.md", "example"]);
  expect((await readdir(join(root, "dockerfiles", "example"))).sort()).toEqual([
    "Dockerfile",
    "requirements.txt",
  ]);
  expect((await generateAll(root, [first], { ...allOptions, check: true })).changes).toEqual([]);
});

test("Checking writes nothing, and says which Dockerfile was edited", async () => {
  const pkginfo = pkginfoOf("example");
  const folder = await writeLock(pkginfo);
  await generate(folder, pkginfo, options);
  await writeFile(join(folder, "Dockerfile"), "FROM scratch\n");
  const { changes } = await generateAll(root, [pkginfo], { ...allOptions, check: true });
  expect(changes.map(({ path, kind }) => [path, kind])).toEqual([[join(folder, "Dockerfile"), "different"]]);
  expect(await readFile(join(folder, "Dockerfile"), "utf8")).toBe("FROM scratch\n");
});

test("A link in a package's folder, or instead of it, is not followed", async () => {
  const pkginfo = pkginfoOf("example");
  const elsewhere = join(root, "elsewhere");
  await mkdir(elsewhere);
  await writeFile(join(elsewhere, "Dockerfile"), "precious");
  const folder = await writeLock(pkginfo);
  await symlink(join(elsewhere, "Dockerfile"), join(folder, "Dockerfile"));
  await expect(generate(folder, pkginfo, options)).rejects.toThrow("Dockerfile: this is not a regular file");
  await rm(folder, { recursive: true });
  await symlink(elsewhere, folder);
  await expect(generate(folder, pkginfo, options)).rejects.toThrow("example: this is not a folder");
  expect(await readFile(join(elsewhere, "Dockerfile"), "utf8")).toBe("precious");
});

test("One package that fails stops no other one", async () => {
  const [broken, whole, unlocked] = [pkginfoOf("broken"), pkginfoOf("whole"), pkginfoOf("unlocked")];
  const folder = await writeLock(broken);
  await writeFile(join(folder, "requirements.txt"), "six==1.0\n");
  await writeLock(whole);
  const { results } = await generateAll(root, [broken, whole, unlocked], allOptions);
  expect(results.map((result) => [result.stem, "error" in result ? String(result.error) : "done"])).toEqual([
    ["broken", expect.stringContaining("requirements.txt:1: expected the heading of a lock")],
    ["whole", "done"],
    ["unlocked", expect.stringContaining("the machine was asked")],
  ]);
});

test("Only some packages are generated when only they are asked for, and nothing is removed", async () => {
  const [one, two] = [pkginfoOf("one"), pkginfoOf("two")];
  await writeLock(one);
  await writeLock(two);
  await writeLock(pkginfoOf("gone"));
  const { results, changes } = await generateAll(root, [one, two], { ...allOptions, only: new Set(["two"]) });
  expect(results.map(({ stem }) => stem)).toEqual(["two"]);
  expect(changes.map(({ path }) => path)).toEqual([join(root, "dockerfiles", "two", "Dockerfile")]);
  expect((await readdir(join(root, "dockerfiles"))).sort()).toEqual(["gone", "one", "two"]);
});

test("An aborted run ends with the reason and removes nothing", async () => {
  const gone = await writeLock(pkginfoOf("gone"));
  const signal = AbortSignal.abort(new Error("Ctrl-C"));
  const aborted = generateAll(root, [pkginfoOf("example")], { ...allOptions, tools: { ...tools, signal } });
  await expect(aborted).rejects.toThrow("Ctrl-C");
  expect(await readdir(gone)).toEqual(["requirements.txt"]);
});
