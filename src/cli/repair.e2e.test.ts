import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dockerOutput } from "../docker/engine/docker.ts";
import { nodeExec } from "../exec/node-exec.ts";
import { programHome } from "../files/home.ts";
import { reasonsOf } from "../pkginfo/edit.ts";
import { openWorkshop } from "../run/package/workshop.ts";
import { type RunStand, setUpRuns } from "./testing/run-stand.ts";

/** File name → content, of every file on the index. */
const files = new Map<string, Buffer>();
let server: Server;
let stand: RunStand;

beforeAll(async () => {
  const { signal } = new AbortController();
  const workshop = openWorkshop({ exec: nodeExec, home: programHome, logFolder: "/tmp", signal });
  const docker = await workshop.docker(() => undefined);
  // Bases come from the machine's own index; all else in this test from the one below.
  await workshop.base("3.13", () => undefined);
  await workshop.base("3.11", () => undefined);
  const gateway = ["network", "inspect", "bridge", "--format", "{{(index .IPAM.Config 0).Gateway}}"];
  const address = (await dockerOutput(docker, gateway)).trim() || "172.17.0.1";
  await workshop.close();
  stand = await setUpRuns([], { env: { UV_DEFAULT_INDEX: await startIndex(address), NO_PROXY: address } });
});

afterAll(async () => {
  server.close();
  await stand.tearDown();
});

/** An index as PEP 700 has it, on the engine's own network. */
async function startIndex(address: string): Promise<string> {
  server = createServer((request, response) => {
    const [, place, name = ""] = (request.url ?? "").split("/");
    const file = files.get(name);
    if (place === "files" && file !== undefined) {
      response.end(file);
      return;
    }
    const names = [...files.keys()].filter((fileName) =>
      fileName.startsWith(`${name.replaceAll("-", "_")}-`),
    );
    const listing = names.map((filename) => {
      const content = files.get(filename) ?? Buffer.alloc(0);
      const sha256 = createHash("sha256").update(content).digest("hex");
      const file = { filename, url: `/files/${filename}`, hashes: { sha256 }, size: content.length };
      return { ...file, "upload-time": "2024-05-01T00:00:00Z" };
    });
    response.statusCode = names.length === 0 ? 404 : 200;
    response.setHeader("Content-Type", "application/vnd.pypi.simple.v1+json");
    const versions = ["1.0"];
    response.end(JSON.stringify({ meta: { "api-version": "1.1" }, name, versions, files: listing }));
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  const bound = server.address();
  return `http://${address}:${typeof bound === "object" ? bound?.port : ""}/simple/`;
}

async function pack(folder: string, texts: Readonly<Record<string, string>>): Promise<string> {
  for (const [path, text] of Object.entries(texts)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** A back end of its own that compiles a file, and makes a wheel of the module. */
const BACK_END = `
import os, subprocess, zipfile

def build_wheel(directory, config_settings=None, metadata_directory=None):
    subprocess.run(["gcc", "-fsyntax-only", "thing.c"], check=True)
    name = "e2e_header-1.0-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(directory, name), "w") as wheel:
        wheel.writestr("e2e_header.py", "X = 1")
        wheel.writestr("e2e_header-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: e2e-header\\nVersion: 1.0\\n")
        wheel.writestr("e2e_header-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: own\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("e2e_header-1.0.dist-info/RECORD", "")
    return name
`;

async function addHeader(): Promise<void> {
  await pack(join(stand.folder, "sources", "e2e_header-1.0"), {
    "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "own"\nbackend-path = ["."]\n',
    "own.py": BACK_END,
    "PKG-INFO": "Metadata-Version: 2.1\nName: e2e-header\nVersion: 1.0\n",
    "thing.c": "#include <sys/capability.h>\nint main(void) { return 0; }\n",
  });
  const archive = join(stand.folder, "e2e_header-1.0.tar.gz");
  await nodeExec("tar", ["-czf", archive, "-C", join(stand.folder, "sources"), "e2e_header-1.0"]);
  files.set("e2e_header-1.0.tar.gz", await readFile(archive));
}

async function addWheel(name: string, module: string, text: string): Promise<void> {
  const folder = await pack(join(stand.folder, "wheels", name), {
    [`${module}.py`]: text,
    [`${name}-1.0.dist-info/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`,
    [`${name}-1.0.dist-info/WHEEL`]:
      "Wheel-Version: 1.0\nGenerator: own\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    [`${name}-1.0.dist-info/RECORD`]: "",
  });
  const archive = `${name}-1.0-py3-none-any.whl`;
  const parts = [`${module}.py`, `${name}-1.0.dist-info`].map((part) => join(folder, part));
  await nodeExec("python3", ["-m", "zipfile", "-c", join(stand.folder, archive), ...parts]);
  files.set(archive, await readFile(join(stand.folder, archive)));
}

async function repaired(...args: string[]) {
  const { code, out, err } = await stand.importgraph(["repair", ...args, "--json"]);
  const [answer] = JSON.parse(out || "[]");
  expect(answer, err).toBeDefined();
  return { code, answer, err };
}

async function pkginfo(stem: string): Promise<string> {
  return await readFile(join(stand.root, "pkginfo", `${stem}.yaml`), "utf8");
}

test("a header that is missing is looked up, tried, and written with its reason", async () => {
  await addHeader();
  const { code, answer, err } = await repaired("e2e-header");
  expect(answer, err).toMatchObject({
    result: "repaired",
    tryCount: 2,
    written: ["pkginfo/e2e-header.yaml", "dockerfiles/e2e-header/"],
  });
  expect(code).toBe(0);
  const text = await pkginfo("e2e-header");
  expect(reasonsOf(text, "pkginfo/e2e-header.yaml")).toEqual([
    {
      ...{ key: "build-apt", item: "libcap-dev" },
      reason: expect.stringContaining("fatal error: sys/capability.h: No such file or directory"),
    },
  ]);
  const [first, second] = await Promise.all(
    [1, 2].map((number) => readFile(join(answer.logs, `try-${number}.log`), "utf8")),
  );
  expect(first).toContain("sys/capability.h: No such file");
  expect(second).not.toContain("No such file");
  // What was learned is kept: nothing is tried again.
  const again = await repaired("e2e-header==1.0", "--dry-run");
  expect(again.answer).toMatchObject({ result: "sound", written: [] });
});

test("two causes in a row: a dependency that is not declared, and a module that Python removed", async () => {
  await addWheel("pyyaml", "yaml", "X = 1\n");
  await addWheel("e2e_modules", "e2e_modules", "import yaml\nimport imp\n");
  const { answer, err } = await repaired("e2e-modules", "--dry-run");
  expect(answer, err).toMatchObject({ result: "repaired", python: "3.11", written: [] });
  const added = answer.added.map(({ key, item }: { key: string; item: string }) => `${key}: ${item}`);
  expect(added).toEqual(["with: pyyaml", "python: 3.11"]);
});

test("who begins anew begins with the package as it is, whichever Python the last try was on", async () => {
  await addWheel("e2e_gone", "e2e_gone", "import imp\n");
  for (const time of ["first", "second"]) {
    const { answer, err } = await repaired("e2e-gone", "--dry-run", "--forget");
    expect(answer, err).toMatchObject({ result: "repaired", added: [{ key: "python", item: "3.11" }] });
    expect(answer.tryCount, time).toBe(2);
  }
});

test("what can't be mended is not, and says what it is", async () => {
  await addWheel(
    "e2e_board",
    "e2e_board",
    "raise RuntimeError('This module can only be run on a Raspberry Pi!')\n",
  );
  const { code, answer } = await repaired("e2e-board");
  expect(code).toBe(1);
  expect(answer).toMatchObject({ result: "refused", category: "hardware", written: [] });
});
