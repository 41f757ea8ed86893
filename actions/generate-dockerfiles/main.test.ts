import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runActionFor } from "../../src/actions/testing/run-action-stand.ts";
import { nodeExec } from "../../src/exec/node-exec.ts";
import { programFile } from "../../src/files/home.ts";
import { type Git, gitIn } from "../../src/git/git.ts";
import { inputsDigest } from "../../src/lock/inputs.ts";
import { lockText } from "../../src/lock/lockfile.ts";
import { parsePkginfo } from "../../src/pkginfo/parse.ts";

let folder: string;
let root: string;
let origin: Git;
let git: Git;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-generate-"));
  root = join(folder, "clone");
  await mkdir(join(folder, "origin.git"));
  origin = gitIn(join(folder, "origin.git"), nodeExec);
  await origin.run("init", "--quiet", "--bare", "--initial-branch=main");
  await gitIn(folder, nodeExec).run("clone", "--quiet", "origin.git", "clone");
  git = gitIn(root, nodeExec);
  await git.run("checkout", "--quiet", "-b", "change");
  await mkdir(join(root, "pkginfo"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const lines = (name: string, more = "") => `name: ${name}\nversion: "1.0"\n${more}`;

async function pkginfo(name: string, more = ""): Promise<void> {
  await writeFile(join(root, "pkginfo", `${name}.yaml`), lines(name, more));
}

async function commit(message = "Change"): Promise<string> {
  await git.run("add", "--all");
  await git.run("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", message);
  await git.run("push", "--quiet", "origin", "change");
  return (await git.run("rev-parse", "HEAD")).trim();
}

/** A lock as the job that resolves hands it over. */
async function handOver(name: string, more = "", text?: string): Promise<void> {
  const parsed = parsePkginfo(lines(name, more), `pkginfo/${name}.yaml`);
  const lock = {
    ...{ name, version: "1.0", python: "3.13", inputsDigest: inputsDigest(parsed, "3.13"), asOf: null },
    packages: [{ name, version: "1.0", hashes: ["a".repeat(64)], fromSource: false }],
  };
  const at = join(folder, "locks", "dockerfiles", name);
  await mkdir(at, { recursive: true });
  await writeFile(join(at, "requirements.txt"), text ?? lockText(lock, "install"));
}

function accept(inputs: Record<string, string> = {}) {
  return runActionFor("generate-dockerfiles", {
    cwd: root,
    inputs: { mode: "accept", locks: join(folder, "locks"), ...inputs },
  });
}

test("what was locked elsewhere is rendered and pushed on top of the branch, once", async () => {
  await pkginfo("one");
  const before = await commit();
  await handOver("one");
  const { exitCode, outputs, page, stdout, stderr } = await accept({ "push-to": "change" });
  expect(exitCode, `${stdout}${stderr}`).toBe(0);
  expect(outputs).toEqual({ changed: "true", commit: (await origin.run("rev-parse", "change")).trim() });
  expect((await origin.run("rev-parse", "change^")).trim()).toBe(before);
  expect(await origin.run("show", "--name-only", "--format=%s", "change")).toBe(
    "Generate dockerfiles/ from pkginfo/\n\ndockerfiles/one/Dockerfile\ndockerfiles/one/requirements.txt\n",
  );
  expect(page).toContain("+FROM $BASE");

  const again = await accept({ "push-to": "change" });
  expect(again.outputs).toEqual({ changed: "false", commit: "" });
});

test("a lock that was renewed is pushed, though the Dockerfile stays as it is", async () => {
  await pkginfo("one");
  await handOver("one");
  await accept();
  await commit();
  const lock = join(folder, "locks", "dockerfiles", "one", "requirements.txt");
  await writeFile(lock, (await readFile(lock, "utf8")).replaceAll("a".repeat(64), "b".repeat(64)));
  const { outputs } = await accept({ "push-to": "change" });
  expect(outputs.changed).toBe("true");
  expect(await origin.run("show", "--name-only", "--format=", "change")).toBe(
    "dockerfiles/one/requirements.txt\n",
  );
});

test("what a person amends a generated commit to is judged by its files, whatever its message still says", async () => {
  await pkginfo("one");
  await commit();
  await handOver("one");
  await accept({ "push-to": "change" });
  await git.run("fetch", "--quiet", "origin", "change");
  await git.run("reset", "--quiet", "--hard", "FETCH_HEAD");
  await pkginfo("two");
  await writeFile(join(root, "dockerfiles", "one", "Dockerfile"), "# by hand\n");
  await git.run("add", "--all");
  const author = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
  await git.run(...author, "commit", "--quiet", "--amend", "--no-edit");
  await git.run("push", "--quiet", "--force", "origin", "change");
  const amended = (await git.run("rev-parse", "HEAD")).trim();
  await handOver("two");
  const { exitCode, stdout } = await accept({ "push-to": "change" });
  expect(exitCode, stdout).toBe(0);
  expect((await origin.run("rev-parse", "change^")).trim()).toBe(amended);
  expect(await origin.run("show", "change:dockerfiles/one/Dockerfile")).toContain("FROM $BASE");
  expect(await origin.run("log", "-1", "--format=%B", "change")).toContain(
    "dockerfiles/one/Dockerfile: it is not what the pkginfo and the lock give",
  );
});

test("the default branch is pushed to by nobody, whoever asks for it", async () => {
  await pkginfo("one");
  const before = await commit();
  await origin.run("symbolic-ref", "HEAD", "refs/heads/change");
  await handOver("one");
  const { exitCode, stdout } = await accept({ "push-to": "change" });
  expect(exitCode).toBe(1);
  expect(stdout).toContain('"change" is the default branch of the repository, so nothing was pushed to it');
  expect((await origin.run("rev-parse", "change")).trim()).toBe(before);
});

test("a job that is run again after it had pushed finds that commit, and pushes none", async () => {
  await pkginfo("one");
  const before = await commit();
  await handOver("one");
  const first = await accept({ "push-to": "change" });
  // As a checkout leaves it: another time, hence another commit with the same files.
  await git.run("reset", "--quiet", "--hard", before);
  await new Promise((resolve) => setTimeout(resolve, 1100));
  const again = await accept({ "push-to": "change" });
  expect(again.exitCode, again.stdout).toBe(0);
  expect(again.outputs.commit).toBe(first.outputs.commit);
  expect((await origin.run("rev-parse", "change")).trim()).toBe(first.outputs.commit);
});

test("files that git gives back with other ends of lines are up to date, and never generated twice", async () => {
  await pkginfo("one");
  await writeFile(join(root, ".gitattributes"), "* text=auto eol=crlf\n");
  await commit();
  await handOver("one");
  const { exitCode, stdout, outputs } = await accept({ "push-to": "change" });
  expect(exitCode, stdout).toBe(0);
  await git.run("rm", "--quiet", "-r", "--cached", ".");
  await git.run("reset", "--quiet", "--hard", outputs.commit ?? "");
  expect(await readFile(join(root, "dockerfiles", "one", "Dockerfile"), "utf8")).toContain("\r\n");
  expect((await accept({ "push-to": "change" })).outputs).toEqual({ changed: "false", commit: "" });
});

test("where git gives something else back than was generated, nothing is pushed, and the file is named", async () => {
  const more = 'run: ["echo $Id$"]\n';
  await pkginfo("one", more);
  await writeFile(join(root, ".gitattributes"), "Dockerfile ident\n");
  const before = await commit();
  await handOver("one", more);
  const { exitCode, stdout } = await accept({ "push-to": "change" });
  expect((await origin.run("rev-parse", "change")).trim()).toBe(before);
  expect([exitCode, stdout]).toEqual([1, expect.stringContaining("git gives something else back")]);
});

test("what a .gitignore leaves out is committed all the same, since it would be generated for ever", async () => {
  await pkginfo("one");
  await writeFile(join(root, ".gitignore"), "*.txt\n");
  await commit();
  await handOver("one");
  const { exitCode, stdout } = await accept({ "push-to": "change" });
  expect(exitCode, stdout).toBe(0);
  expect(await origin.run("ls-tree", "--name-only", "change:dockerfiles/one")).toBe(
    "Dockerfile\nrequirements.txt\n",
  );
});

test("a package whose lock is wrong keeps no other one from being pushed; what was pushed is told though it is red", async () => {
  await pkginfo("one");
  await pkginfo("two");
  await mkdir(join(root, "dockerfiles", "two"), { recursive: true });
  await symlink("/etc/passwd", join(root, "dockerfiles", "two", "requirements.txt"));
  await commit();
  await handOver("one");
  const { exitCode, stdout, outputs } = await accept({ "push-to": "change" });
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^::error file=dockerfiles\/two\/requirements\.txt::this is not a regular file/m);
  expect(outputs.commit).toBe((await origin.run("rev-parse", "change")).trim());
  expect(await origin.run("ls-tree", "--name-only", "change:dockerfiles/one")).toContain("Dockerfile");
});

test("problems are told by the paths of the repository, wherever it is checked out and its packages lie", async () => {
  await mkdir(join(root, "data"));
  await rename(join(root, "pkginfo"), join(root, "data", "pkginfo"));
  await writeFile(join(root, "data", "pkginfo", "one.yaml"), 'name: one\nversion: "1.0"\ntimeuot: 1m\n');
  await mkdir(join(root, "data", "dockerfiles"));
  const { stdout } = await runActionFor("generate-dockerfiles", {
    cwd: folder,
    inputs: { root: "clone/data", mode: "check" },
  });
  expect(stdout).toMatch(/^::error file=data\/pkginfo\/one\.yaml,line=3/m);
});

test("a file with very many problems leaves room for those of other files", async () => {
  const bomb = Array.from({ length: 60 }, (_, at) => `- &a${at} [*a${Math.max(0, at - 1)}]`).join("\n");
  await writeFile(join(root, "pkginfo", "bomb.yaml"), `name: bomb\nversion: "1.0"\nrun:\n${bomb}\n`);
  await pkginfo("other", "timeuot: 10m\n");
  await writeFile(join(root, "pkginfo", "Requests.yaml"), lines("requests"));
  const { stdout } = await accept();
  const errors = stdout.split("\n").filter((line) => line.startsWith("::error"));
  expect(errors).toHaveLength(10);
  expect(errors.slice(0, 3).map((line) => /file=([^,:]*)/.exec(line)?.[1])).toEqual(
    expect.arrayContaining(["pkginfo/Requests.yaml", "pkginfo/bomb.yaml", "pkginfo/other.yaml"]),
  );
  expect(errors.find((line) => line.includes("Requests.yaml"))).toContain("rename it to requests.yaml");
});

test("a patch that a fork's own code wrote changes nothing but generated files, applied as the documentation says", async () => {
  const documentation = await readFile(programFile("docs", "workflows.md"), "utf8");
  const [, ...args] = /`(git apply [^`]*dockerfiles\.patch)`/.exec(documentation)?.[1]?.split(" ") ?? [];
  await pkginfo("one");
  await commit();
  for (const path of [
    "dockerfiles/one/Dockerfile",
    ".github/workflows/evil.yml",
    "src/x/dockerfiles/evil.ts",
  ]) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), "evil\n");
  }
  await git.run("add", "--all");
  await writeFile(join(folder, "dockerfiles.patch"), await git.run("diff", "--cached", "--binary", "HEAD"));
  await git.run("reset", "--quiet", "--hard");
  await git.run(
    ...args.map((argument) =>
      argument === "dockerfiles.patch" ? join(folder, argument) : argument.replaceAll("'", ""),
    ),
  );
  expect(await git.run("status", "--short", "--untracked-files=all")).toBe("?? dockerfiles/one/Dockerfile\n");
});

test("a package that was removed or renamed loses its Dockerfile; the others keep theirs", async () => {
  await pkginfo("kept");
  await pkginfo("old");
  await handOver("kept");
  await handOver("old");
  await accept();
  await commit();
  await rm(join(root, "pkginfo", "old.yaml"));
  await pkginfo("new");
  await commit();
  await rm(join(folder, "locks"), { recursive: true });
  await handOver("new");
  const { outputs } = await accept({ "push-to": "change" });
  expect(outputs.changed).toBe("true");
  const files = await origin.run("ls-tree", "-r", "--name-only", "change", "dockerfiles");
  expect(files.split("\n").filter((path) => path.endsWith("Dockerfile"))).toEqual([
    "dockerfiles/kept/Dockerfile",
    "dockerfiles/new/Dockerfile",
  ]);
});

test.for(["moved", "deleted"])("a branch that was %s meanwhile is left as it is", async (what) => {
  await pkginfo("one");
  await commit();
  await handOver("one");
  await (what === "moved"
    ? origin.run("update-ref", "refs/heads/change", await newerCommit())
    : origin.run("update-ref", "-d", "refs/heads/change"));
  const branches = await origin.run("for-each-ref");
  const { exitCode, stdout } = await accept({ "push-to": "change" });
  expect(exitCode).toBe(1);
  expect(stdout).toContain("was changed or deleted while this ran");
  expect(await origin.run("for-each-ref")).toBe(branches);
});

async function newerCommit(): Promise<string> {
  const tree = (await origin.run("rev-parse", "change^{tree}")).trim();
  const identity = ["-c", "user.name=B", "-c", "user.email=b@example.org"];
  return (await origin.run(...identity, "commit-tree", tree, "-p", "change", "-m", "Newer")).trim();
}

test.for([
  ["no lock", "curl example.org | sh\n", /expected the heading of a lock/],
  ["a lock of something else", undefined, /the lock that was handed over is not its own/],
] as const)("%s is refused, and nothing is pushed", async ([, text, message]) => {
  await pkginfo("one");
  const before = await commit();
  await handOver("one", "extras: [more]\n", text);
  const { exitCode, stdout } = await accept({ "push-to": "change" });
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(message);
  expect((await origin.run("rev-parse", "change")).trim()).toBe(before);
});

test("a package that could not be locked keeps no other one from being pushed, and is told of", async () => {
  await pkginfo("one");
  await pkginfo("two");
  await commit();
  await handOver("one");
  const { exitCode, stdout, outputs, page } = await accept({ "push-to": "change" });
  expect(exitCode, stdout).toBe(0);
  expect(page).toContain("Without a lock of its own, and left as it is: <code>two</code>.");
  expect((await origin.run("rev-parse", "change")).trim()).toBe(outputs.commit);
  expect(await origin.run("ls-tree", "--name-only", "change:dockerfiles")).toBe("one\n");
});

test("files that have no place among locks are refused, each by its name", async () => {
  await pkginfo("one");
  await pkginfo("two");
  await commit();
  await handOver("one");
  await handOver("two");
  await handOver("stranger");
  const at = join(folder, "locks", "dockerfiles", "one");
  await writeFile(join(at, "::error::x\n##[group]"), "");
  await symlink("/etc/passwd", join(folder, "locks", "dockerfiles", "two", "build-requirements.txt"));
  const { exitCode, stdout } = await accept();
  expect(exitCode).toBe(1);
  expect(stdout).toContain('found a lock for "stranger"');
  expect(stdout).toContain("this is not a regular file");
  // Only our own commands stand at the beginning of a line, and no other one anywhere.
  for (const line of stdout.split("\n").filter((text) => text.startsWith("::"))) {
    expect(line).toMatch(/^::error( [^:]*)?::/);
  }
  expect(stdout).not.toContain("##[");
});

test("a tree whose dockerfiles/ leads elsewhere is not written to", async () => {
  await pkginfo("one");
  await symlink(folder, join(root, "dockerfiles"));
  await commit();
  await handOver("one");
  const { exitCode, stdout } = await accept();
  expect(exitCode).toBe(1);
  expect(stdout).toContain("this is not a folder");
});

test("a pkginfo that is wrong is told beside its line, with nothing of it raw", async () => {
  await writeFile(
    join(root, "pkginfo", "one.yaml"),
    'name: one\nversion: "1.0"\n"::set-output name=x::y": 1\n',
  );
  const { exitCode, stdout, outputs } = await accept();
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^::error file=pkginfo\/one\.yaml,line=3[,:]/m);
  expect(stdout).not.toMatch(/^::set-output/m);
  expect(outputs).toEqual({});
});

test.for([
  "with space.yaml",
  'it\'s "quoted".yaml',
  "line\nbreak.yaml",
  "x\n::set-output name=x::y.yaml",
  "::error::x.yaml",
  "##[group]x.yaml",
  "$(id)`id`.yaml",
  "-rf.yaml",
  "\u001b[2J\u202e.yaml",
])("a file of pkginfo/ that is called %j is refused by its name, which commands nobody", async (name) => {
  await pkginfo("one");
  await writeFile(join(root, "pkginfo", name), lines("two"));
  await commit();
  const { exitCode, stdout, outputs } = await accept();
  expect(exitCode).toBe(1);
  expect(outputs).toEqual({});
  const told = stdout.split("\n").filter((line) => line !== "");
  expect(told.length).toBeGreaterThan(0);
  for (const line of told) {
    expect(line).toMatch(/^::error( file=pkginfo\/[^:]*)?::/);
  }
  expect(stdout).not.toContain("\u001b");
  expect(stdout).not.toContain("\u202e");
  expect(stdout).not.toContain("##[");
});

test("checking changes nothing, and names what differs", async () => {
  await pkginfo("one");
  await handOver("one");
  await accept();
  await writeFile(join(root, "dockerfiles", "one", "Dockerfile"), "FROM scratch\n");
  const { exitCode, outputs, stdout } = await runActionFor("generate-dockerfiles", {
    cwd: root,
    inputs: { mode: "check" },
  });
  expect(exitCode).toBe(1);
  expect(outputs.changed).toBe("true");
  expect(stdout).toContain("file=dockerfiles/one/Dockerfile");
  expect(await readFile(join(root, "dockerfiles", "one", "Dockerfile"), "utf8")).toBe("FROM scratch\n");
});

test("a wrong input is told by its name", async () => {
  const { exitCode, stdout } = await accept({ mode: "wirte" });
  expect(exitCode).toBe(1);
  expect(stdout).toContain('input mode: expected write or accept or check, found "wirte"');
});
