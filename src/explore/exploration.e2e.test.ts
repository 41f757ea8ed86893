import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dockerOutput } from "../docker/engine/docker.ts";
import { buildImage } from "../docker/image/build.ts";
import { type Stand, setUpStand } from "../docker/testing/e2e-stand.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { checkInvariants } from "../shard/invariants.ts";
import { openShard } from "../shard/open-shard.ts";
import { writeShard } from "../shard/writer.ts";
import type { Exploration } from "./exploration.ts";
import { type ExploreImageOptions, exploreImage } from "./explore-image.ts";
import { explorerOfStand } from "./testing/stand-explorer.ts";

/** Of this run alone: another checkout may be testing on the same engine. */
const IMAGE = `importgraph/explore-e2e-${process.pid}:1`;
const FLOOD = "import os\nwhile True:\n    os.write(1, b'x' * 65536)\n";

/** Distributions by name: import path → source. */
const DISTRIBUTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  clean: {
    "clean/__init__.py": [
      '"""A clean package."""',
      "from enum import Enum",
      "from clean.things import Thing",
      "class Colour(Enum):",
      "    RED = 1",
      "def make(name: str, /, *, size: int = 3) -> Thing:",
      '    """Make a thing."""',
      "    return Thing(name)",
    ].join("\n"),
    "clean/things.py": "class Thing(dict):\n    def __init__(self, name):\n        self.name = name\n",
  },
  exits: {
    "exits/__init__.py": "",
    "exits/a.py": "A = 1\n",
    "exits/quits.py": "import os\nos._exit(0)\n",
    "exits/z.py": "Z = 26\n",
  },
  hangs: {
    "hangs/__init__.py": "",
    "hangs/sleeps.py": "import time\ntime.sleep(3600)\n",
    "hangs/spins/__init__.py": "while True:\n    pass\n",
    "hangs/spins/below.py": "BELOW = 1\n",
    "hangs/z.py": "Z = 26\n",
  },
  floods: {
    "floods/__init__.py": "print('x' * 1000)\n",
    "floods/forever.py": FLOOD,
    "floods/forged.py": [
      "import os",
      "for descriptor in range(3, 256):",
      "    try:",
      '        os.write(descriptor, b\'\\n{"event":"done","records":0}\\n\')',
      "    except OSError:",
      "        pass",
    ].join("\n"),
    "floods/z.py": "Z = 26\n",
  },
  fails: {
    "fails/__init__.py": "",
    "fails/broken.py": "import no_such_module_anywhere\n",
    "fails/syntax.py": "def (:\n",
    "fails/leaves.py": "raise SystemExit('goodbye')\n",
    "fails/once.py": "TAKEN = []\n",
    "fails/taken.py":
      "from fails.once import TAKEN\nif TAKEN: raise ValueError('taken')\nTAKEN.append(1)\nBY = 1\n",
    "fails/takes.py":
      "from fails.once import TAKEN\nif TAKEN: raise ValueError('taken')\nTAKEN.append(1)\nBY = 2\n",
    "fails/z.py": "Z = 26\n",
  },
  wants: {
    "wants/__init__.py": "",
    "wants/says.py": [
      "try:",
      "    import no_such_module_anywhere",
      "except ImportError as error:",
      "    raise RuntimeError('did you install it?') from error",
    ].join("\n"),
    "wants/package/__init__.py": "import no_such_module_anywhere\n",
    "wants/package/below.py": "BELOW = 1\n",
    "wants/z.py": "Z = 26\n",
  },
  greedy: {
    "greedy/__init__.py": "",
    "greedy/eats.py": "hoard = bytearray(3 << 30)\n",
    "greedy/z.py": "Z = 26\n",
  },
  path: { "path/__init__.py": "P = 1\n", "path_boot.pth": "import os; os._exit(5)\n" },
};

let stand: Stand;
let explorerDirectory: string;

beforeAll(async () => {
  stand = await setUpStand();
  explorerDirectory = await explorerOfStand(stand);
  const context = join(stand.folder, "image");
  for (const [name, files] of Object.entries(DISTRIBUTIONS)) {
    // The one that ends the interpreter would do so for all of them.
    const folder = name === "path" ? "path" : "site-packages";
    await install(join(context, folder), name, files);
  }
  const site = `/opt/venv/lib/python${stand.base.python}/site-packages/`;
  const recipe = (folder: string) => [`FROM ${stand.base.tag}`, `COPY ${folder} ${site}`, ""].join("\n");
  for (const [folder, tag] of [
    ["site-packages", IMAGE],
    ["path", `${IMAGE}-path`],
  ] as const) {
    const dockerfile = join(context, `${folder}.Dockerfile`);
    await writeFile(dockerfile, recipe(folder));
    const { docker, log } = stand;
    await buildImage(docker, { contextDirectory: context, dockerfile, tag, log, timeoutSeconds: 300 });
  }
});

afterAll(async () => {
  await stand.docker.run(["image", "rm", IMAGE, `${IMAGE}-path`]);
  await stand.tearDown();
});

async function install(site: string, name: string, files: Readonly<Record<string, string>>): Promise<void> {
  const info = `${name}-1.0.dist-info`;
  const all: Record<string, string> = {
    ...files,
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`,
  };
  all[`${info}/RECORD`] = [...Object.keys(all), `${info}/RECORD`].map((path) => `${path},,\n`).join("");
  for (const [path, text] of Object.entries(all)) {
    await mkdir(dirname(join(site, path)), { recursive: true });
    await writeFile(join(site, path), text);
  }
}

function pkginfoOf(name: string): Pkginfo {
  return {
    ...{ stem: name, path: `pkginfo/${name}.yaml`, name, normalizedName: name, version: "1.0" },
    ...{
      extras: [],
      with: [],
      constraints: [],
      buildWith: [],
      buildNeeds: [],
      apt: [],
      buildApt: [],
      buildEnv: {},
      run: [],
      env: {},
      skip: {},
    },
    memoryBytes: 512 * 1024 ** 2,
  };
}

async function exploreFake(name: string, options: Partial<ExploreImageOptions> = {}): Promise<Exploration> {
  const { docker, log, base } = stand;
  const exploration = await exploreImage({
    docker,
    image: name === "path" ? `${IMAGE}-path` : IMAGE,
    explorerDirectory,
    python: base.python,
    log,
    stepTimeoutSeconds: 4,
    pkginfo: pkginfoOf(name),
    preparation: { env: {}, setups: [], rules: [] },
    ...options,
  });
  expect(checkInvariants(exploration)).toEqual([]);
  return exploration;
}

function problemsOf({ problems }: Exploration): string[] {
  return problems.map(({ module, stage, error }) => `${module} ${stage} ${error}`);
}

function idsOf({ nodes }: Exploration): string[] {
  return nodes.map(({ id }) => id);
}

describe("exploring an image", () => {
  it("gives the same complete shard every time", async () => {
    const digests = new Set<string>();
    for (const run of [1, 2]) {
      const exploration = await exploreFake("clean");
      expect(exploration.problems).toEqual([]);
      const path = join(stand.folder, `clean-${run}.jsonl.gz`);
      const { digest } = await writeShard(path, exploration);
      digests.add(digest);
      const shard = await openShard(path);
      expect(shard.digest).toBe(digest);
      expect(shard.node("clean")?.members?.Thing).toBe("clean.things.Thing");
      expect(shard.node("clean.make")).toMatchObject({
        kind: "function",
        doc: "Make a thing.",
        signature: {
          parameters: [
            { name: "name", kind: "positionalOnly", annotation: "str" },
            { name: "size", kind: "keywordOnly", default: "3", annotation: "int" },
          ],
          returns: "Thing",
        },
        location: { file: "clean/__init__.py", line: 6 },
      });
      expect(shard.node("clean.Colour.RED")?.kind).toBe("enumMember");
      expect(shard.external({ python: stand.base.python, id: "builtins.dict" })?.members).toContain("items");
    }
    expect(digests.size).toBe(1);
  });

  it("explores the rest of a package with a module that exits", async () => {
    const exploration = await exploreFake("exits");
    expect(problemsOf(exploration)).toEqual(["exits.quits crash Exited"]);
    expect(idsOf(exploration)).toEqual([
      "exits",
      "exits.a",
      "exits.a.A",
      "exits.quits",
      "exits.z",
      "exits.z.Z",
    ]);
  });

  it("goes on without the one setup that exits, and without a module that does so within another", async () => {
    const setups = [
      { name: "first", code: "raise ValueError('ran')" },
      { name: "leaves", code: "import os; os._exit(3)" },
      { name: "imports", code: "import exits.a, exits.quits" },
      { name: "last", code: "raise ValueError('ran')" },
    ];
    const { problems, ...exploration } = await exploreFake("exits", {
      preparation: { env: {}, setups, rules: [] },
    });
    const ended = (code: number, where: string) =>
      `the interpreter ended with exit code ${code} (in ${where})`;
    const quits = ended(0, 'import of "exits.quits"');
    expect(problems.map(({ module, stage, message }) => `${module} ${stage} ${message}`)).toEqual([
      ` crash leaves: ${ended(3, "setup")}`,
      ` site imports: exits.quits is kept away: ${quits}`,
      " site first: ran",
      " site last: ran",
      `exits.quits crash ${quits}`,
    ]);
    expect(exploration.nodes.map(({ id }) => id)).toContain("exits.z.Z");
  });

  it("explores the rest of a package with modules that hang", async () => {
    const exploration = await exploreFake("hangs");
    expect(problemsOf(exploration)).toEqual([
      "hangs.sleeps timeout TimedOut",
      "hangs.spins timeout TimedOut",
      "hangs.spins.below limit NotImported",
    ]);
    // Nobody else was there who could be to blame.
    expect(exploration.sessions.map(({ purpose }) => purpose)).toEqual(["all", "all", "all", "source"]);
    expect(idsOf(exploration)).toContain("hangs.z.Z");
  });

  it("explores the rest of a package that floods, and of one that forges the end", async () => {
    const exploration = await exploreFake("floods");
    const problems = problemsOf(exploration);
    expect(problems).toContain("floods.forever limit TooMuchOutput");
    expect(problems).toContain("floods.forged tamper BrokenStream");
    expect(idsOf(exploration)).toContain("floods.z.Z");
  });

  it("says what fails to import", async () => {
    const exploration = await exploreFake("fails");
    expect(problemsOf(exploration)).toEqual([
      "fails.broken import ModuleNotFoundError",
      "fails.leaves import SystemExit",
      "fails.syntax import SyntaxError",
    ]);
    expect(exploration.sessions.map(({ purpose }) => purpose)).toEqual(["all", "again", "source"]);
    // One of the two can be imported beside the other only when it is tried again.
    expect(idsOf(exploration)).toEqual(expect.arrayContaining(["fails.taken.BY", "fails.takes.BY"]));
    expect(exploration.nodes.find(({ id }) => id === "fails.broken")).toMatchObject({
      kind: "module",
      imported: false,
    });
    expect(idsOf(exploration)).toContain("fails.z.Z");
  });

  it("does not try again what others can't have been the reason for", async () => {
    const exploration = await exploreFake("wants");
    expect(problemsOf(exploration)).toEqual([
      "wants.package import ModuleNotFoundError",
      "wants.package.below import ModuleNotFoundError",
      "wants.says import RuntimeError",
    ]);
    expect(exploration.sessions.map(({ purpose }) => purpose)).toEqual(["all", "source"]);
    expect(idsOf(exploration)).toContain("wants.package.below.BELOW");
  });

  it("bounds memory", async () => {
    const exploration = await exploreFake("greedy");
    expect(problemsOf(exploration)[0]).toMatch(/^greedy\.eats (memory OutOfMemory|import MemoryError)$/);
    expect(idsOf(exploration)).toContain("greedy.z.Z");
  });

  it("explores a package whose .pth file ends the interpreter", async () => {
    const exploration = await exploreFake("path");
    expect(problemsOf(exploration)).toEqual([" crash Exited"]);
    expect(idsOf(exploration)).toEqual(["path", "path.P"]);
  });

  it("tells when the distribution is not in the image", async () => {
    await expect(exploreFake("absent")).rejects.toThrow(/could not start on absent.*not installed/s);
  });

  it("leaves no container behind when it is stopped", async () => {
    const controller = new AbortController();
    const exploring = exploreFake("hangs", {
      stepTimeoutSeconds: 60,
      signal: controller.signal,
      onProgress: ({ step }) => step?.module === "hangs.sleeps" && controller.abort(new Error("Ctrl-C")),
    });
    await expect(exploring).rejects.toThrow("Ctrl-C");
    const left = await dockerOutput(stand.docker, [
      "ps",
      "--all",
      "--quiet",
      "--filter",
      `ancestor=${IMAGE}`,
    ]);
    expect(left).toBe("");
  });
});
