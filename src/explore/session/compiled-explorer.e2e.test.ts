import { cp, mkdir, readdir, readFile, utimes } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runSandbox } from "../../docker/sandbox/sandbox.ts";
import { type Stand, setUpStand } from "../../docker/testing/e2e-stand.ts";
import { processMark } from "../../exec/process-identity.ts";
import { programFile } from "../../files/home.ts";
import { type CompileOptions, compiledExplorer } from "./compiled-explorer.ts";

const EXPLORER = programFile("baseimage", "explorer");
const LIMITS = { memoryBytes: 512 * 1024 ** 2, pids: 32, timeoutSeconds: 60 };

let stand: Stand;
let keptIn: string;
let told: string[];
let tests = 0;

beforeAll(async () => {
  stand = await setUpStand();
});

beforeEach(() => {
  tests += 1;
  keptIn = join(stand.folder, `explorers-${tests}`);
  told = [];
});

afterAll(async () => {
  await stand.tearDown();
});

async function compiled(options: Partial<CompileOptions> = {}): Promise<string> {
  const { docker, base, log } = stand;
  const say = (line: string) => void told.push(line);
  return await compiledExplorer({ docker, base, log, say, explorerDirectory: EXPLORER, keptIn, ...options });
}

/** The files that Python loads code from when the explorer is asked for its version, as it says with `-v`. */
async function loadedFrom(explorerDirectory: string): Promise<string[]> {
  const { docker, base, log } = stand;
  const said: Buffer[] = [];
  await runSandbox(docker, {
    ...{ ...LIMITS, image: base.tag, mounts: [{ source: explorerDirectory, target: "/explorer" }] },
    command: ["python", "-v", "-I", "-S", "/explorer/importgraph_explorer", "--version"],
    log: { ...log, write: async (chunk) => void said.push(Buffer.from(chunk)) },
  });
  const lines = Buffer.concat(said).toString("utf8").split("\n");
  return lines.flatMap((line) => /^# code object from '?(\/explorer\/[^']+)'?/.exec(line)?.[1] ?? []);
}

describe("compiledExplorer", () => {
  it("gives a folder from which a sandbox loads bytecode of every module", async () => {
    const plain = await loadedFrom(EXPLORER);
    expect(plain).toContain("/explorer/importgraph_explorer/cli.py");
    expect(plain.filter((path) => !path.endsWith(".py"))).toEqual([]);
    const loaded = await loadedFrom(await compiled());
    expect(loaded.length).toBe(plain.length);
    expect(loaded.filter((path) => !/__main__\.py$|\/__pycache__\/.*\.pyc$/.test(path))).toEqual([]);
    expect(told).toEqual([]);
  });

  it("makes it once for the same explorer, also where two ask at once", async () => {
    const [first, second] = await Promise.all([compiled(), compiled()]);
    expect(second).toBe(first);
    expect(await readdir(keptIn)).toHaveLength(1);
    // No container is needed for what is there.
    const docker = { ...stand.docker, run: () => Promise.reject(new Error("not needed")) };
    expect(await compiled({ docker })).toBe(first);
    expect(told).toEqual([]);
  });

  it("makes another one for another explorer", async () => {
    const explorerDirectory = join(stand.folder, "changed");
    await mkdir(explorerDirectory);
    await cp(join(EXPLORER, "importgraph_explorer"), join(explorerDirectory, "importgraph_explorer"), {
      recursive: true,
    });
    const first = await compiled({ explorerDirectory });
    await cp(
      join(EXPLORER, "importgraph_explorer", "cli.py"),
      join(explorerDirectory, "importgraph_explorer", "more.py"),
    );
    const second = await compiled({ explorerDirectory });
    expect(second).not.toBe(first);
    const modules = join("importgraph_explorer", "__pycache__");
    expect((await readdir(join(second, modules))).length).toBe(
      (await readdir(join(first, modules))).length + 1,
    );
  });

  it("lets everybody read it whatever the mask is", async () => {
    const mask = process.umask(0o077);
    try {
      expect(await loadedFrom(await compiled())).not.toEqual([]);
    } finally {
      process.umask(mask);
    }
  });

  it("removes what nobody has used for long", async () => {
    const old = await compiled();
    const longAgo = new Date(Date.now() - 40 * 24 * 3600 * 1000);
    await utimes(old, longAgo, longAgo);
    const other = await compiled({ base: { ...stand.base, inputsDigest: "another" } });
    expect(await readdir(keptIn)).toEqual([other.slice(keptIn.length + 1)]);
  });

  it("removes at once what a process that was killed had begun, and nothing of one that lives", async () => {
    const [killed, living] = [processMark().replace(/-\d+-\d*$/, "-4194304-1"), processMark()];
    const [abandoned, begun] = [`unfinished-${killed}-abcdef`, `unfinished-${living}-abcdef`];
    await mkdir(join(keptIn, abandoned), { recursive: true });
    await mkdir(join(keptIn, begun));
    const made = await compiled();
    expect((await readdir(keptIn)).sort()).toEqual([made.slice(keptIn.length + 1), begun].sort());
  });

  it("gives the sources, and says why, where it can't be made", async () => {
    const base = { ...stand.base, id: "importgraph/no-such-image:1" };
    expect(await compiled({ base })).toBe(EXPLORER);
    expect(told).toEqual([expect.stringMatching(/^The explorer's bytecode can't be kept.*no-such-image/)]);
    expect(await readdir(keptIn)).toEqual([]);
  });

  it("gives the sources where the cache can't be written", async () => {
    const file = join(EXPLORER, "pyproject.toml");
    expect(await compiled({ keptIn: join(file, "explorers") })).toBe(EXPLORER);
    expect(told).toHaveLength(1);
    expect(await readFile(file, "utf8")).toContain("[");
  });

  it("stops when told to", async () => {
    await expect(compiled({ signal: AbortSignal.abort(new Error("Ctrl-C")) })).rejects.toThrow("Ctrl-C");
  });
});
