import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { names } from "../ask/names.ts";
import { showNode } from "../ask/view.ts";
import { type Docker, dockerOutput } from "../docker/engine/docker.ts";
import { ensureDocker } from "../docker/engine/ensure-docker.ts";
import { nodeExec } from "../exec/node-exec.ts";
import { PartialShard } from "../graph/objects/partial-shard.ts";
import { OpenGraph } from "../graph/questions/open-graph.ts";
import { readGraph } from "../page/graph-document.ts";
import { HEAD_GRAPH_KEY } from "../page/graph-keys.ts";
import { openShard } from "../shard/open-shard.ts";
import { folderStore } from "../store/folder-store.ts";
import { openKeptShard } from "../store/kept-shard.ts";

const home = resolve(import.meta.dirname, "..", "..");
const program = join(home, "scripts", "importgraph");

let folder: string;
/** A repository of its own, with two of our packages. */
let root: string;
let store: string;
let docker: Docker;

beforeAll(async () => {
  docker = await ensureDocker({ exec: nodeExec, say: () => {} });
  folder = await mkdtemp(join(tmpdir(), "importgraph-cli-"));
  root = join(folder, "repository");
  store = join(folder, "store");
  for (const stem of ["attrs", "python-dateutil"]) {
    await cp(join(home, "pkginfo", `${stem}.yaml`), join(root, "pkginfo", `${stem}.yaml`), {
      recursive: true,
    });
    await cp(join(home, "dockerfiles", stem), join(root, "dockerfiles", stem), { recursive: true });
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

function start(args: readonly string[]): ChildProcess {
  return spawn(program, args, {
    cwd: folder,
    env: { ...process.env, IMPORTGRAPH_ROOT: root, IMPORTGRAPH_STORE: store, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function ended(child: ChildProcess): Promise<Ended> {
  const read = { out: "", err: "" };
  child.stdout?.on("data", (chunk: Buffer) => {
    read.out += chunk.toString();
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    read.err += chunk.toString();
  });
  const [code] = await once(child, "close");
  return { code, ...read };
}

function importgraph(...args: string[]): Promise<Ended> {
  return ended(start(args));
}

async function project(name: string, source: string): Promise<string> {
  const path = join(folder, name);
  const importName = name.replaceAll("-", "_");
  await mkdir(join(path, importName), { recursive: true });
  await writeFile(
    join(path, "pyproject.toml"),
    [
      "[build-system]",
      'requires = ["setuptools>=77"]',
      'build-backend = "setuptools.build_meta"',
      "[project]",
      `name = "${name}"`,
      'version = "1.0"',
      "",
    ].join("\n"),
  );
  await writeFile(join(path, importName, "__init__.py"), source);
  return path;
}

/** Our containers that are still there; those of other runs on this machine have other names. */
async function containersOf(child: ChildProcess): Promise<string[]> {
  const all = await dockerOutput(docker, ["ps", "--all", "--format", "{{.Names}}"]);
  return all.split("\n").filter((name) => name.startsWith(`importgraph-${child.pid}-`));
}

async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

test("a package of the repository is explored, and not again while nothing changed", async () => {
  const first = await importgraph("explore", "attrs");
  expect(first.err).toContain("explored in");
  expect(first.code).toBe(0);
  expect(first.out).toMatch(/attrs [\d.]+ on Python 3\.\d+, explored in/);
  expect(first.out).toMatch(/\d+ modules · \d+ classes/);
  expect(first.out).toContain("importgraph show ");

  const head = JSON.parse(await readFile(join(store, "head.json"), "utf8"));
  const { version, digest } = head.packages.attrs;
  const path = join(store, "shards", "attrs", version, `${digest}.jsonl.gz`);
  const shard = await openShard(path);
  expect(shard.digest).toBe(digest);
  expect(shard.node("attr")?.kind).toBe("module");

  const recipe = join(store, "recipes", `${digest}.json`);
  const { files } = JSON.parse(await readFile(recipe, "utf8"));
  expect(files).toMatchObject({
    Dockerfile: expect.stringMatching(/^FROM /m),
    "requirements.txt": expect.stringMatching(/^attrs==/m),
  });

  await rm(recipe);
  const second = await importgraph("explore", "attrs", "--json");
  expect(JSON.parse(second.out)).toMatchObject([{ package: "attrs", status: "kept", digest }]);
  expect(JSON.parse(await readFile(recipe, "utf8")).files).toEqual(files);
});

test("the same image explored again gives the same bytes", async () => {
  await importgraph("explore", "attrs");
  const before = JSON.parse(await readFile(join(store, "head.json"), "utf8")).packages.attrs.digest;
  const [outcome] = JSON.parse((await importgraph("explore", "attrs", "--force", "--json")).out);
  expect(outcome).toMatchObject({ status: "explored", digest: before });
});

test("names and show answer from what was explored", async () => {
  await importgraph("explore", "attrs");
  const names = (await importgraph("names", "attrs")).out.split("\n");
  expect(names).toContain("attr.ib");
  expect(names).toContain("attrs.define");
  const shown = await importgraph("show", "attrs.define");
  expect(shown.out).toContain("attrs.define");
  expect(JSON.parse((await importgraph("show", "attr.Factory", "--json")).out)).toMatchObject({
    resolution: { found: true, node: { kind: "class" } },
  });
  const why = JSON.parse((await importgraph("show", "attrs.define", "--why", "--json")).out);
  expect(why).toMatchObject({ owner: { distribution: "attrs" }, facts: { runtime: expect.anything() } });
  expect((await importgraph("show", "Attrs.define")).err).toMatch(/did you mean .*attrs\.define/);
  expect((await importgraph("names", "attr")).out.split("\n")).toContain("attr.define");
  const missing = await importgraph("show", "attrs.defin");
  expect(missing).toMatchObject({ code: 1, out: "" });
  expect(missing.err).toContain("did you mean");
});

test("each object is shown from the parts of a graph as from its shard", async () => {
  await importgraph("explore", "attrs");
  await importgraph("merge");
  const kept = folderStore(store);
  const graph = await readGraph(kept, HEAD_GRAPH_KEY);
  const open = graph && new OpenGraph(kept, graph);
  const release = open?.releasesOf("attrs")[0];
  const { version = "", shard: digest = "" } = release ?? {};
  const whole = await openKeptShard(kept, { name: "attrs", version, digest });
  const partial = open && (await PartialShard.open(open, digest));
  const all = [...names(whole, { inherited: true })].map(({ name }) => name);
  expect(all.length).toBeGreaterThan(500);
  for (const name of [...all, "attr.define.nothing", "attr.nothing", "nothing"]) {
    const found = await partial?.ask((one) => showNode(one, name), name);
    expect([name, found]).toEqual([name, showNode(whole, name)]);
  }
});

test("what fails is told with its stage and reason, and stops nothing else", async () => {
  const path = await project("imports-nothing", "raise RuntimeError('not today')\n");
  const { code, out, err } = await importgraph(
    "explore",
    "python-dateutil",
    "no-such-distribution-here",
    path,
  );
  expect(code).toBe(1);
  expect(out).toMatch(/python-dateutil +[\d.]+ +3\.\d+/);
  expect(out).toContain('no-such-distribution-here failed at the stage "look up"');
  expect(out).toMatch(
    /no module of it could be imported: .* all fail, for the reasons that `\.\/scripts\/importgraph names imports-nothing==1\.0\+local\.\w+ --problems` tells\n/,
  );
  expect(err).toMatch(/✗ .*no module of it could be imported/);
  const alone = await importgraph("explore", path);
  expect(alone.out).toMatch(
    /all fail, for the reasons below\n(?:.*\n)+ {4}import .*RuntimeError: not today\n/,
  );
  const again = await importgraph("explore", path, "--json");
  expect(again.code).toBe(1);
  expect(JSON.parse(again.out)).toMatchObject([{ status: "kept", problems: 1, modules: 0 }]);
  const problems = await importgraph("names", "imports-nothing", "--problems");
  expect(problems.out).toBe("import   imports_nothing: RuntimeError: not today\n");
});

test("what has no modules is explored, and says so", async () => {
  const { code, out } = await importgraph("explore", "types-toml");
  expect([code, out]).toEqual([0, expect.stringContaining("Explore what it is for")]);
});

test("changed local sources are another shard, unchanged ones are kept", async () => {
  const path = await project("changes", "def one() -> int:\n    return 1\n");
  const [first] = JSON.parse((await importgraph("explore", path, "--json")).out);
  const [same] = JSON.parse((await importgraph("explore", path, "--json")).out);
  await writeFile(join(path, "changes", "__init__.py"), "def two() -> int:\n    return 2\n");
  const [other] = JSON.parse((await importgraph("explore", path, "--json")).out);
  expect(first).toMatchObject({
    status: "explored",
    local: true,
    version: expect.stringMatching(/^1\.0\+local\./),
  });
  expect(same).toMatchObject({ status: "kept", digest: first.digest });
  expect(other).toMatchObject({ status: "explored", local: true });
  expect(other.digest).not.toBe(first.digest);
  expect((await importgraph("show", "changes.two", "--package", "changes")).code).toBe(0);
  // The edition that was asked for last answers, also where it was explored before the other one.
  await writeFile(join(path, "changes", "__init__.py"), "def one() -> int:\n    return 1\n");
  await importgraph("explore", path);
  expect(JSON.parse((await importgraph("show", "changes.one", "--json")).out)).toMatchObject({
    answeredBy: { version: first.version },
    others: [{ version: other.version }],
  });
  expect((await importgraph("show", "changes.two")).code).toBe(1);
});

test("Ctrl-C leaves no container and no half-written file, and the next run goes on", async () => {
  const path = await project("sleeps", "import time\ntime.sleep(3600)\n");
  const child = start(["explore", path]);
  const end = ended(child);
  await expect.poll(() => containersOf(child), { timeout: 300_000, interval: 200 }).not.toEqual([]);
  // The first container builds the wheel, the second one resolves; the third one is the sandbox.
  await expect
    .poll(
      async () => await dockerOutput(docker, ["top", (await containersOf(child))[0] ?? ""]).catch(() => ""),
      {
        timeout: 300_000,
        interval: 200,
      },
    )
    .toContain("importgraph_explorer");
  child.kill("SIGINT");
  const { code, err } = await end;
  expect(code).toBe(130);
  expect(err).toContain("Stopped");
  expect(await containersOf(child)).toEqual([]);
  expect((await filesBelow(store)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  expect((await importgraph("explore", "attrs")).code).toBe(0);
});

test("generate --check sees every difference and changes nothing", async () => {
  expect(await importgraph("generate", "--check")).toMatchObject({ code: 0 });
  const pkginfo = join(root, "pkginfo", "attrs.yaml");
  const dockerfile = join(root, "dockerfiles", "attrs", "Dockerfile");
  const [goodPkginfo, goodDockerfile] = [await readFile(pkginfo, "utf8"), await readFile(dockerfile, "utf8")];

  await writeFile(pkginfo, `${goodPkginfo}notes: about nothing\n`);
  expect(await importgraph("generate", "--check")).toMatchObject({ code: 0 });

  await writeFile(dockerfile, `${goodDockerfile}RUN echo edited\n`);
  await mkdir(join(root, "dockerfiles", "gone"));
  const check = await importgraph("generate", "--check");
  expect(check.code).toBe(1);
  expect(check.out).toMatch(/differs +\S*dockerfiles\/attrs\/Dockerfile/);
  expect(check.out).toMatch(/stray +\S*dockerfiles\/gone/);
  expect(await readFile(dockerfile, "utf8")).toContain("edited");

  expect(await importgraph("generate")).toMatchObject({ code: 0 });
  expect(await readFile(dockerfile, "utf8")).toBe(goodDockerfile);
  expect(await readdir(join(root, "dockerfiles"))).not.toContain("gone");

  await writeFile(pkginfo, `${goodPkginfo}apt: [libxml2]\n`);
  const frozen = await importgraph("explore", "attrs", "--frozen");
  expect(frozen.code).toBe(1);
  expect(frozen.out).toContain("importgraph generate attrs");
  await writeFile(pkginfo, goodPkginfo);
});

test("add writes three files that explore takes as they are", async () => {
  const scratch = JSON.parse((await importgraph("explore", "tenacity==9.0.0", "--json")).out);
  expect(scratch).toMatchObject([{ status: "explored", name: "tenacity", version: "9.0.0" }]);
  const added = await importgraph("add", "tenacity==9.0.0");
  expect(added.code).toBe(0);
  expect(await readdir(join(root, "dockerfiles", "tenacity"))).toEqual(["Dockerfile", "requirements.txt"]);
  expect(await importgraph("generate", "--check")).toMatchObject({ code: 0 });
  const [kept] = JSON.parse((await importgraph("explore", "tenacity", "--frozen", "--json")).out);
  expect(kept).toMatchObject({ status: "kept", digest: scratch[0].digest });
  const again = await importgraph("add", "tenacity");
  expect(again).toMatchObject({ code: 1 });
  expect(again.err).toContain("there already");
});

test("images are listed and deleted, and built again when they are needed", async () => {
  const [{ image }] = JSON.parse((await importgraph("build", "attrs", "--json")).out);
  const listed = JSON.parse((await importgraph("images", "list", "attrs", "--json")).out);
  expect(listed).toContainEqual(expect.objectContaining({ name: "attrs", tag: image }));
  expect(await importgraph("images", "delete", "attrs")).toMatchObject({ code: 0 });
  expect(JSON.parse((await importgraph("images", "list", "attrs", "--json")).out)).toEqual([]);
  const built = await importgraph("build", "attrs", "--json");
  expect(JSON.parse(built.out)).toMatchObject([{ status: "built", image }]);
});

test("a broken pkginfo is told with file and line, and nothing is lost", async () => {
  const path = join(root, "pkginfo", "broken.yaml");
  await writeFile(path, 'name: broken\nversion: 1.10\npyhton: "3.11"\n');
  const { code, err } = await importgraph("explore", "broken", "attrs").then(async (result) => {
    await rm(path);
    return { ...result, err: result.err + result.out };
  });
  expect(code).toBe(1);
  expect(err).toMatch(/pkginfo\/broken\.yaml:2:\d+: .*version/);
  expect(err).toMatch(/pkginfo\/broken\.yaml:3:\d+: unknown key "pyhton"\s+→ did you mean `python`/);
  expect(err).toMatch(/attrs +[\d.]+ +3\./);
});

test.for([
  { argument: "../nothing-there", says: "no such file or folder" },
  { argument: "a;rm -rf ~", says: "not the name" },
  { argument: "-v", says: "unknown option" },
  { argument: "two\nlines", says: "not the name" },
  { argument: "requests==not a version", says: "not a version" },
  { argument: "requests@0.0.1", says: "there is no pkginfo/requests@0.0.1.yaml" },
])("wrong usage ends with exit code 2: $argument", async ({ argument, says }) => {
  const { code, err, out } = await importgraph("explore", argument);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(says);
});

test("the older tool's jobs are all in the help", () => {
  const help = execFileSync(program, ["--help"], { encoding: "utf8" });
  for (const command of ["add", "list", "skip", "generate", "build", "images", "explore", "names", "show"]) {
    expect(help).toMatch(new RegExp(`^  ${command}\\b`, "m"));
  }
});
