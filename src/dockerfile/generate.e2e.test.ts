import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Docker, dockerOutput } from "../docker/engine/docker.ts";
import { buildImage } from "../docker/image/build.ts";
import { nodeExec } from "../exec/node-exec.ts";
import { type OutputLog, openOutputLog } from "../exec/output-log.ts";
import { prepareLocalArtifact } from "../lock/local/local-artifact.ts";
import { parsePkginfo } from "../pkginfo/parse.ts";
import { openWorkshop, type Workshop } from "../run/package/workshop.ts";
import { type Generated, generate } from "./generate.ts";
import { renderDockerfile } from "./render.ts";

const home = join(import.meta.dirname, "..", "..");
const say = () => undefined;
let folder: string;
let workshop: Workshop;
let docker: Docker;
let log: OutputLog;
const tags: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-e2e-"));
  workshop = openWorkshop({ exec: nodeExec, home, logFolder: folder, signal: new AbortController().signal });
  docker = await workshop.docker(say);
  log = openOutputLog(join(folder, "out.log"));
});

afterAll(async () => {
  await docker.run(["image", "rm", "--force", ...tags]);
  await workshop.close();
  await log.close();
  await rm(folder, { recursive: true, force: true });
});

async function generated(text: string): Promise<Generated & { at: string }> {
  const name = /^name: (.*)$/m.exec(text)?.[1] ?? "";
  const at = join(folder, "dockerfiles", name);
  const pkginfo = parsePkginfo(text, `pkginfo/${name}.yaml`);
  return { ...(await generate(at, pkginfo, { tools: workshop, log: () => log, say })), at };
}

async function built(at: string): Promise<string> {
  const tag = `importgraph-e2e/dockerfile:${tags.length}`;
  tags.push(tag);
  const secrets = await workshop.secrets();
  const dockerfile = join(at, "Dockerfile");
  await buildImage(docker, { contextDirectory: at, dockerfile, tag, secrets, log, timeoutSeconds: 600 });
  return tag;
}

function inImage(tag: string, ...command: string[]): Promise<string> {
  return dockerOutput(docker, ["run", "--rm", "--network=none", tag, ...command]);
}

test("Wheels are locked and installed; neither the files nor the image know anything of this machine", async () => {
  const { at, recipe, choice } = await generated('name: requests\nversion: "2.32.3"\nextras: [socks]\n');
  expect(choice?.python).toBe("3.13");
  expect(recipe?.locks.lock.asOf).toBe("2024-06-12T15:37:47Z");
  const names = recipe?.locks.lock.packages.map(({ name }) => name);
  expect(names).toEqual(["certifi", "charset-normalizer", "idna", "pysocks", "requests", "urllib3"]);
  const tag = await built(at);
  expect(await inImage(tag, "python", "-c", "import requests, socks; print(requests.__version__)")).toBe(
    "2.32.3\n",
  );

  const { host } = new URL((await workshop.index(say)).address);
  for (const name of await readdir(at)) {
    const text = await readFile(join(at, name), "utf8");
    expect(text).not.toContain(host);
    expect(text).not.toMatch(/https?:/);
  }
  const history = await dockerOutput(docker, ["history", "--no-trunc", "--format={{.CreatedBy}}", tag]);
  expect(history).not.toContain(host);
  const search = `grep -rlF ${host} /etc /root /tmp /var/log /opt/venv/pyvenv.cfg /opt/venv/bin || true`;
  expect(await inImage(tag, "sh", "-c", search)).toBe("");
  expect(await inImage(tag, "sh", "-c", "find /var/cache/uv /tmp -type f; cat /etc/uv/uv.toml")).toBe("");
  const bundle = ["sha256sum", "/etc/ssl/certs/ca-certificates.crt"] as const;
  const { tag: base } = await workshop.base("3.13", say);
  expect(await inImage(tag, ...bundle)).toBe(await inImage(base, ...bundle));
});

test("A source distribution is built as its pkginfo says, with pinned back ends, and nothing for building stays", async () => {
  const { at, recipe } = await generated(
    `name: psycopg2\nversion: "2.9.10"\nwith: [six]\nbuild-needs: [editables]\napt: [libpq5]\nbuild-apt: [libpq-dev]
build-env: {CFLAGS: -std=gnu99 -DMEANT="a  b"}\n`,
  );
  expect(recipe?.locks.lock.packages.map(({ name, fromSource }) => [name, fromSource])).toEqual([
    ["psycopg2", true],
    ["six", false],
  ]);
  expect(recipe?.locks.buildLock?.packages.map(({ name }) => name)).toEqual(["editables", "setuptools"]);
  const tag = await built(at);
  expect(await inImage(tag, "python", "-c", "import psycopg2, six; print(psycopg2.__version__)")).toMatch(
    /^2\.9\.10 /,
  );
  expect(
    await inImage(
      tag,
      "sh",
      "-c",
      "command -v gcc; find /opt/built /var/cache/uv /usr/include -type f 2>/dev/null; env | grep CFLAGS; true",
    ),
  ).toBe("");
  // The compiler notes its flags among what helps debuggers.
  expect(await inImage(tag, "sh", "-c", "grep -rlaF std=gnu99 /opt/venv/lib | wc -l")).toBe("1\n");

  for (const name of ["requirements.txt", "build-requirements.txt"]) {
    const path = join(at, name);
    const text = await readFile(path, "utf8");
    await writeFile(path, text.replace(/(psycopg2|setuptools)(.*\n.*sha256:)\w{8}/, "$1$200000000"));
    await expect(built(at), name).rejects.toThrow("Hash mismatch");
    await writeFile(path, text);
  }
});

test("A release of 2017 is installed with what there was then, on the oldest Python offered", async () => {
  const { at, recipe } = await generated('name: flask\nversion: "0.12.2"\n');
  expect(recipe?.locks.lock).toMatchObject({ python: "3.9", asOf: "2017-05-30T06:39:38Z" });
  const versions = new Map(recipe?.locks.lock.packages.map(({ name, version }) => [name, version]));
  expect(versions.get("jinja2")).toBe("2.9.6");
  expect(versions.get("werkzeug")).toBe("0.12.2");
  const setuptools = recipe?.locks.buildLock?.packages.find(({ name }) => name === "setuptools");
  expect(setuptools?.version).toBe("45.3.0");
  expect(await inImage(await built(at), "python", "-c", "import flask; print(flask.__version__)")).toBe(
    "0.12.2\n",
  );
});

test("What a release needs has no wheels for a later Python: it is locked on one of its time", async () => {
  const { recipe, choice } = await generated('name: flask-sqlalchemy\nversion: "3.1.1"\n');
  expect(choice).toEqual({
    python: "3.11",
    reason: "is the first choice among those for which what it needs has wheels",
  });
  expect(recipe?.locks.lock.asOf).toBe("2023-09-25T21:42:34Z");
  expect(recipe?.locks.lock.packages.filter(({ fromSource }) => fromSource)).toEqual([]);
});

test("A project folder is built in a container, and what changed in it reaches the image", async () => {
  const project = join(folder, "project");
  await mkdir(join(project, ".git"), { recursive: true });
  await writeFile(join(project, ".git", "config"), "secret");
  const backEnd = '[build-system]\nrequires = ["flit_core"]\nbuild-backend = "flit_core.buildapi"\n';
  const metadata =
    '[project]\nname = "Local.Example"\nversion = "1.0"\ndescription = "x"\ndependencies = ["six"]\n';
  await writeFile(
    join(project, "pyproject.toml"),
    `${backEnd}${metadata}[tool.flit.module]\nname = "example"\n`,
  );
  const digests = new Set<string>();
  for (const state of ["first", "second"]) {
    await writeFile(join(project, "example.py"), `import os, six\nSTATE = "${state}"\n`);
    const artifact = await prepareLocalArtifact(project, join(folder, "scratch"), {
      tools: workshop,
      log,
      say,
    });
    expect(artifact).toMatchObject({ name: "Local.Example", version: "1.0" });
    digests.add(artifact.contentDigest);
    const at = join(folder, "local");
    const pkginfo = parsePkginfo('name: Local.Example\nversion: "1.0"\n', "local-example.yaml");
    const options = { tools: workshop, log: () => log, say, artifact };
    const { recipe } = await generate(at, pkginfo, options);
    expect(recipe?.lockTexts["requirements.txt"]).toContain(`./${artifact.wheelName} \\\n`);
    expect((await generate(at, pkginfo, options)).changes).toEqual([]);
    expect(await inImage(await built(at), "python", "-c", "import example; print(example.STATE)")).toBe(
      `${state}\n`,
    );
  }
  expect(digests.size).toBe(2);
});

test("Lines of a pkginfo reach the shell as they are", async () => {
  const at = join(folder, "lines");
  await mkdir(at);
  const run = [
    "printf %s '--mount=type=cache <<EOF \\ \"é\" $HOME' > /first",
    "--mount=type=cache,id=importgraph-uv,target=/x true || echo refused > /second",
    "true <<EOF\nFROM scratch\nEOF\necho third > /third",
  ];
  const lock = {
    name: "x",
    version: "1.0",
    python: "3.13",
    inputsDigest: "0".repeat(64),
    asOf: null,
    packages: [],
  };
  const pkginfo = parsePkginfo('name: x\nversion: "1.0"\n', "x.yaml");
  await writeFile(join(at, "Dockerfile"), renderDockerfile({ ...pkginfo, run }, { lock }));
  await workshop.base("3.13", say);
  const tag = await built(at);
  expect(await inImage(tag, "cat", "/first", "/second", "/third")).toBe(
    '--mount=type=cache <<EOF \\ "é" $HOMErefused\nthird\n',
  );
});
