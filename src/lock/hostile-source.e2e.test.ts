import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Docker, dockerOutput } from "../docker/engine/docker.ts";
import { buildImage } from "../docker/image/build.ts";
import { generate } from "../dockerfile/generate.ts";
import { nodeExec } from "../exec/node-exec.ts";
import { type OutputLog, openOutputLog } from "../exec/output-log.ts";
import { parsePkginfo } from "../pkginfo/parse.ts";
import { openWorkshop, type Workshop } from "../run/package/workshop.ts";
import { ResolutionError } from "./resolution-error.ts";

const home = join(import.meta.dirname, "..", "..");
const TAG = "importgraph-e2e/hostile-source";
const say = () => undefined;
/** File name → content, of every file on the index. */
const files = new Map<string, Buffer>();
let folder: string;
let server: Server;
let workshop: Workshop;
let docker: Docker;
let log: OutputLog;

/** An index as PEP 691 has it, on the engine's own network, with what {@link files} holds. */
async function startIndex(address: string): Promise<string> {
  server = createServer((request, response) => {
    const [, place, name = ""] = (request.url ?? "").split("/");
    const file = files.get(name);
    if (place === "files" && file !== undefined) {
      response.end(file);
      return;
    }
    const names = [...files.keys()].filter((fileName) => fileName.startsWith(`${name}-`));
    const listing = names.map((filename) => {
      const sha256 = createHash("sha256")
        .update(files.get(filename) ?? "")
        .digest("hex");
      return { filename, url: `/files/${filename}`, hashes: { sha256 } };
    });
    response.statusCode = names.length === 0 ? 404 : 200;
    response.setHeader("Content-Type", "application/vnd.pypi.simple.v1+json");
    response.end(JSON.stringify({ meta: { "api-version": "1.0" }, name, files: listing }));
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  const bound = server.address();
  return `http://${address}:${typeof bound === "object" ? bound?.port : ""}/simple/`;
}

/** A source distribution that brings its own back end, which is `python`. */
async function addSdist(name: string, python: string, kind: "gz" | "bz2" = "gz"): Promise<void> {
  const source = join(folder, "sources", `${name}-1.0`);
  await mkdir(source, { recursive: true });
  await writeFile(
    join(source, "pyproject.toml"),
    '[build-system]\nrequires = []\nbuild-backend = "own"\nbackend-path = ["."]\n',
  );
  await writeFile(join(source, "own.py"), python);
  await writeFile(join(source, "PKG-INFO"), `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`);
  const archive = join(folder, `${name}-1.0.tar.${kind}`);
  await nodeExec("tar", [
    kind === "gz" ? "-czf" : "-cjf",
    archive,
    "-C",
    join(folder, "sources"),
    `${name}-1.0`,
  ]);
  files.set(`${name}-1.0.tar.${kind}`, await readFile(archive));
}

/** Python that writes a wheel of one module; `METADATA` ends in these lines. */
function wheelWriter(name: string, version: string, lines: string): string {
  const metadata = `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n${lines}`;
  return `
import os, sys, zipfile

def build_wheel(directory, config_settings=None, metadata_directory=None):
    name = "${name}-${version}-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(directory, name), "w") as wheel:
        wheel.writestr("${name}.py", "")
        wheel.writestr("${name}-${version}.dist-info/METADATA", ${JSON.stringify(metadata)})
        wheel.writestr("${name}-${version}.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: own\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("${name}-${version}.dist-info/RECORD", "")
    return name
`;
}

async function addWheel(name: string, version: string, lines: string): Promise<void> {
  const write = `${wheelWriter(name, version, lines)}\nbuild_wheel(sys.argv[1])\n`;
  await nodeExec("python3", ["-c", write, folder]);
  const fileName = `${name}-${version}-py3-none-any.whl`;
  files.set(fileName, await readFile(join(folder, fileName)));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-e2e-"));
  workshop = openWorkshop({ exec: nodeExec, home, logFolder: folder, signal: new AbortController().signal });
  docker = await workshop.docker(say);
  // The base comes from the machine's own index; what is locked from then on from the one of this test.
  await workshop.base("3.13", say);
  await workshop.close();
  const gateway = ["network", "inspect", "bridge", "--format", "{{(index .IPAM.Config 0).Gateway}}"];
  const address = (await dockerOutput(docker, gateway)).trim() || "172.17.0.1";
  vi.stubEnv("UV_DEFAULT_INDEX", await startIndex(address));
  vi.stubEnv("NO_PROXY", address);
  workshop = openWorkshop({ exec: nodeExec, home, logFolder: folder, signal: new AbortController().signal });
  log = openOutputLog(join(folder, "out.log"));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  server.close();
  await docker.run(["image", "rm", "--force", TAG]);
  await workshop.close();
  await log.close();
  await rm(folder, { recursive: true, force: true });
});

async function generated(name: string, keys = ""): Promise<string> {
  const at = join(folder, "dockerfiles", name);
  const pkginfo = parsePkginfo(`name: ${name}\nversion: "1.0"\n${keys}`, `pkginfo/${name}.yaml`);
  await generate(at, pkginfo, { tools: workshop, log: () => log, say });
  return at;
}

/** Builds a wheel whose module says what the back end saw. */
const SPY = `
import json, os, resource, zipfile

def build_wheel(directory, config_settings=None, metadata_directory=None):
    cache = "/var/cache/uv"
    report = {
        "cached": [os.path.join(path, name) for path, _, names in os.walk(cache) for name in names],
        "limits": [resource.getrlimit(limit)[0] for limit in (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_FSIZE)],
        "environment": sorted(name for name in os.environ if "INDEX" in name or "TOKEN" in name),
    }
    name = "spy-1.0-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(directory, name), "w") as wheel:
        wheel.writestr("spy.py", f"REPORT = {json.dumps(report)!r}")
        wheel.writestr("spy-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: spy\\nVersion: 1.0\\n")
        wheel.writestr("spy-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: own\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("spy-1.0.dist-info/RECORD", "")
    return name
`;

test("Code that builds a source distribution is limited, and sees nothing of the cache that packages share", async () => {
  await addSdist("spy", SPY);
  const at = await generated("spy");
  expect((await readdir(at)).sort()).toEqual(["Dockerfile", "build-requirements.txt", "requirements.txt"]);
  const secrets = await workshop.secrets();
  const dockerfile = join(at, "Dockerfile");
  await buildImage(docker, { contextDirectory: at, dockerfile, tag: TAG, secrets, log, timeoutSeconds: 300 });
  const print = ["run", "--rm", "--network=none", TAG, "python", "-c", "import spy; print(spy.REPORT)"];
  expect(JSON.parse(await dockerOutput(docker, print))).toEqual({
    cached: [],
    limits: [3600, 16 * 1024 ** 3, 4 * 1024 ** 3],
    environment: [],
  });
});

test("What uv refuses is locked by the index's own hashes, and installed from the file that has them", async () => {
  await addWheel("leaf", "2012.1", "");
  await addWheel("oldwheel", "1.0", "Requires-Dist: leaf (>=2011k)\n");
  await addSdist("legacy", wheelWriter("legacy", "1.0", "Requires-Dist: oldwheel\n"), "bz2");
  const at = await generated("legacy");
  expect((await readdir(at)).sort()).toEqual([
    ...["Dockerfile", "build-requirements.txt", "repack.py", "requirements.txt"],
  ]);
  const lock = await readFile(join(at, "requirements.txt"), "utf8");
  const sha256 = createHash("sha256")
    .update(files.get("legacy-1.0.tar.bz2") ?? "")
    .digest("hex");
  expect(lock).toContain(`packed again:\nlegacy==1.0 \\\n    --hash=sha256:${sha256}\n`);
  expect(lock.match(/^[a-z]+==\S+/gm)).toEqual(["leaf==2012.1", "oldwheel==1.0", "legacy==1.0"]);
  const image = {
    contextDirectory: at,
    dockerfile: join(at, "Dockerfile"),
    tag: TAG,
    log,
    timeoutSeconds: 300,
  };
  const secrets = await workshop.secrets();
  await buildImage(docker, { ...image, secrets });
  const print = "import leaf, legacy, oldwheel, importlib.metadata as m; print(m.requires('oldwheel'))";
  expect(await dockerOutput(docker, ["run", "--rm", "--network=none", TAG, "python", "-c", print])).toBe(
    "['leaf (>=2011k)']\n",
  );

  await writeFile(join(at, "requirements.txt"), lock.replace(sha256, "0".repeat(64)));
  await expect(buildImage(docker, { ...image, secrets })).rejects.toThrow("Hash mismatch");
});

test.each([
  ["an option", "--index-url=https://example.org/simple"],
  ["an address", "evil @ https://example.org/evil-1.0.tar.gz"],
  ["a second line", "six\n--index-url=https://example.org/simple"],
  ["a path", "./evil-1.0-py3-none-any.whl"],
])("A back end that asks for %s is refused", async (_, requirement) => {
  const name = `asks${createHash("sha256").update(requirement).digest("hex").slice(0, 8)}`;
  const metadata = `Metadata-Version: 2.1\\nName: ${name}\\nVersion: 1.0\\n`;
  await addSdist(
    name,
    `import os

def get_requires_for_build_wheel(config_settings=None):
    # uv is answered well, so that only the question for the lock is not.
    return [] if "UV" in os.environ else [${JSON.stringify(requirement)}]

def prepare_metadata_for_build_wheel(directory, config_settings=None):
    os.mkdir(os.path.join(directory, "${name}-1.0.dist-info"))
    with open(os.path.join(directory, "${name}-1.0.dist-info", "METADATA"), "w") as file:
        file.write("${metadata}")
    return "${name}-1.0.dist-info"
`,
  );
  const refused = generated(name);
  await expect(refused).rejects.toThrow(ResolutionError);
  await expect(refused).rejects.toThrow("asks for something other than releases of the index");
});

test("What sources are built with that ask for nothing, those of dependencies are, too", async () => {
  await addWheel("tool", "1.0", "");
  await addSdist("lower", `import tool\n${wheelWriter("lower", "1.0", "")}`);
  await addSdist("upper", wheelWriter("upper", "1.0", "Requires-Dist: lower\n"));
  await expect(generated("upper")).rejects.toThrow("No module named 'tool'");
  const at = await generated("upper", "build-needs: [tool]\n");
  const image = { contextDirectory: at, dockerfile: join(at, "Dockerfile"), tag: TAG, log };
  await buildImage(docker, { ...image, secrets: await workshop.secrets(), timeoutSeconds: 300 });
  const print = ["run", "--rm", "--network=none", TAG, "python", "-c", "import lower, upper; print('both')"];
  expect(await dockerOutput(docker, print)).toBe("both\n");
});

test("A back end that fails is shown with what it said", async () => {
  await addSdist("fails", 'def build_wheel(*_):\n    raise SystemExit("\\x1b[2Jno libexample")\n');
  const failed = generated("fails");
  await expect(failed).rejects.toThrow("no libexample");
  await expect(failed).rejects.not.toThrow("\u001b");
});
