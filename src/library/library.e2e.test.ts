/** The library as it is packed: each example of docs/library.md and README.md, in Node and in a real browser. */

import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeExec } from "../exec/node-exec.ts";
import { programFile } from "../files/home.ts";
import { graphRun } from "../graph/testing/graph-run.ts";
import { keepModule } from "../graph/testing/module-shard.ts";
import { type FileServer, serveFiles } from "../page/testing/file-server.ts";
import { folderStore } from "../store/folder-store.ts";
import { shardObjectKey } from "../store/layout.ts";
import { runInBrowser } from "./testing/browser-page.ts";

const EXAMPLE_ADDRESS = "https://graph.example.org/graph";

/** What each example of the documents prints, in order. */
const PRINTED: readonly (readonly string[])[] = [
  [
    "requests.Session is of requests 2.34.2, used by 1",
    "requests.Session.mount method Registers a connection adapter to a prefix.",
    "httpie httpie httpie.py:7 [ 'adapter' ]",
  ],
  [
    "httpie 3.2.4 on Python 3.13 [ 'httpie' ]",
    "requests 2.34.2 on Python 3.13 [ 'requests' ]",
    "requests.Session.mount(prefix: str, adapter)  requests.py:9",
    "requests.get(url)  null:null",
    "requests >=2.22",
  ],
  [
    `ADDRESS/elsewhere/graph.json: there is no graph: nothing was published there, an earlier version did, or it may not be read; check the address; whoever can write there makes a graph by ./scripts/importgraph merge`,
  ],
  ["requests.Session.mount Registers a connection adapter to a prefix."],
  [
    "requests.get [ 'url' ]",
    "requests.Session.mount Registers a connection adapter to a prefix.",
    "2.34.2 0 DIGEST",
  ],
  ["[ 'requests 2.34.2' ]", "5"],
  [
    "requests null",
    "requests.Retry null",
    "requests.Session null",
    "requests.Session.mount (prefix: str, adapter)",
    "requests.get (url)",
  ],
];

let folder: string;
let server: FileServer;
let digest: string;
let examples: { language: string; text: string }[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-library-"));
  const store = folderStore(join(folder, "out"));
  const mount = { distribution: "requests", version: "2.34.2", id: "requests.Session.mount" };
  const signature = {
    parameters: [
      { name: "prefix", kind: "positionalOrKeyword", annotation: "str" },
      { name: "adapter", kind: "positionalOrKeyword" },
    ],
  } as const;
  const shards = [
    await keepModule(store, "requests", {
      version: "2.34.2",
      members: { Session: "requests.Session", get: "requests.get", Retry: "requests.Retry" },
      nodes: [
        ["requests.Retry", "data"],
        ["requests.Session", "class", { members: { mount: "requests.Session.mount" } }],
        [
          "requests.Session.mount",
          "method",
          {
            module: "requests",
            doc: "Registers a connection adapter to a prefix.",
            signature: { parameters: [...signature.parameters] },
            location: { file: "requests.py", line: 9 },
          },
        ],
        [
          "requests.get",
          "function",
          { signature: { parameters: [{ name: "url", kind: "positionalOrKeyword" }] } },
        ],
      ],
    }),
    await keepModule(store, "httpie", {
      version: "3.2.4",
      uses: [
        {
          record: "use",
          in: "httpie",
          of: mount,
          how: ["call"],
          count: 1,
          lines: [7],
          keywords: ["adapter"],
        },
      ],
      requirements: [{ record: "requirement", name: "requests", specifier: ">=2.22" }],
    }),
  ];
  await graphRun(store, shards);
  const [requests = expect.fail()] = shards;
  digest = requests.digest;
  await cp(join(folder, "out", shardObjectKey(requests)), join(folder, "requests.jsonl.gz"));
  server = await serveFiles(join(folder, "out"));
  await install();
  const documents = await Promise.all(
    [["docs", "library.md"], ["README.md"]].map((path) => readFile(programFile(...path), "utf8")),
  );
  examples = [...documents.join("").matchAll(/```(ts|js)\n([\s\S]*?)```/g)].map(
    ([, language = "", text = ""]) => ({
      language,
      text: text
        .replaceAll(EXAMPLE_ADDRESS, server.address)
        .replaceAll("https://graph.example.org", server.address),
    }),
  );
});

afterAll(async () => {
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** The package as npm unpacks it, beside what it depends on, which is installed here already. */
async function install(): Promise<void> {
  const packed = await nodeExec(process.execPath, [programFile("scripts", "generate", "library.ts"), folder]);
  expect([packed.exitCode, packed.stderr]).toEqual([0, ""]);
  const modules = join(folder, "node_modules");
  await mkdir(modules);
  await promisify(execFile)("tar", ["-xzf", packed.stdout.trim(), "-C", modules]);
  await cp(join(modules, "package"), join(modules, "importgraph"), { recursive: true });
  await rm(join(modules, "package"), { recursive: true });
  for (const name of Object.keys((await manifest()).dependencies)) {
    await mkdir(join(modules, name, ".."), { recursive: true });
    await symlink(programFile("node_modules", name), join(modules, name));
  }
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
}

async function manifest(): Promise<{ dependencies: Record<string, string> }> {
  return JSON.parse(await readFile(join(folder, "node_modules", "importgraph", "package.json"), "utf8"));
}

function expected(example: number): string[] {
  const known = { ADDRESS: server.address, DIGEST: digest };
  return (PRINTED[example] ?? expect.fail("an example that nobody expects")).map((line) =>
    Object.entries(known).reduce((text, [word, value]) => text.replace(word, value), line),
  );
}

test("each example does in Node what it says", async () => {
  expect(examples).toHaveLength(PRINTED.length);
  for (const [index, { text }] of examples.entries()) {
    const path = join(folder, `example-${index}.ts`);
    await writeFile(path, text);
    const { exitCode, stdout, stderr } = await nodeExec(process.execPath, [path], { cwd: folder });
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout.trimEnd().split("\n")).toEqual(expected(index));
  }
});

test("the types that are installed are those that the examples need", async () => {
  const typed = examples.flatMap(({ language }, index) => (language === "ts" ? [index] : []));
  for (const index of typed) {
    await writeFile(join(folder, `example-${index}.ts`), `${examples[index]?.text}\nexport {};\n`);
  }
  const compilerOptions = {
    ...{ noEmit: true, strict: true, target: "es2024", module: "nodenext", types: [] },
    // As of whoever has no types of Node.
    ...{ lib: ["es2024", "dom", "dom.iterable"], skipLibCheck: false },
  };
  const check = async (...more: string[]) => {
    const files = [...typed.map((index) => `example-${index}.ts`), ...more];
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
    const compiler = programFile("node_modules", "typescript", "bin", "tsc");
    const { exitCode, stdout } = await nodeExec(process.execPath, [compiler], { cwd: folder });
    return [exitCode, stdout];
  };
  expect(await check()).toEqual([0, ""]);
  await writeFile(
    join(folder, "wrong.ts"),
    'import { openGraph } from "importgraph/graph";\nexport const wrong = await (await openGraph("x")).whereis(3);\n',
  );
  expect(await check("wrong.ts")).toEqual([2, expect.stringContaining("wrong.ts(2,")]);
});

/** An example as a browser gets it; its imports of what is not in the bundle. */
async function bundled(text: string): Promise<{ code: string; imports: string[] }> {
  const path = join(folder, "page.js");
  await writeFile(path, text);
  const build = await rolldown({ input: path, cwd: folder, platform: "browser", logLevel: "silent" });
  const { output } = await build.generate({ format: "esm", codeSplitting: false });
  await build.close();
  return { code: output[0].code, imports: output[0].imports };
}

test("what is for browsers needs nothing of Node, and does in one what it says", async () => {
  const page = examples.find(({ language }) => language === "js");
  const { code, imports } = await bundled(page?.text ?? "");
  expect(imports).toEqual([]);
  expect(await runInBrowser(code)).toEqual([[["requests 2.34.2"]], [5]]);
  const entry = join(folder, "node_modules", "importgraph", "dist", "library", "graph.js");
  const { imports: ofNode } = await bundled(`export * from ${JSON.stringify(entry)};`);
  expect(ofNode).toContain("node:fs/promises");
});

test("in a browser, a store that is damaged or not there is told as everywhere", async () => {
  const { code } = await bundled(`
    import { InputError, openGraph } from "importgraph/graph";
    import { openShard } from "importgraph/shard";
    const told = (error) => console.log(error instanceof InputError, error.message.split("\\n")[0]);
    await openGraph("${server.address}/elsewhere").catch(told);
    await openShard(new TextEncoder().encode("{}\\n")).catch(told);
  `);
  expect(await runInBrowser(code)).toEqual([
    [true, expect.stringMatching(/\/elsewhere\/graph\.json: there is no graph/)],
    [true, expect.stringContaining("expected a shard's header")],
  ]);
});

test("it depends on what it needs, and has nothing else of the program", async () => {
  const { dependencies } = await manifest();
  expect(Object.keys(dependencies)).toContain("hyparquet");
  expect(Object.keys(dependencies)).not.toContain("@duckdb/node-api");
  expect((await readdir(join(folder, "node_modules", "importgraph"))).sort()).toEqual([
    "LICENSE",
    "README.md",
    "dist",
    "package.json",
  ]);
});
