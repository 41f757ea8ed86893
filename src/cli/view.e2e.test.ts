/** `view` as a person starts and ends it. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type TemporaryFolder, temporaryFolder } from "../exec/temporary-folder.ts";
import { freePort } from "../exec/testing/server-stand.ts";
import { programFile } from "../files/home.ts";
import { OpenGraph } from "../graph/questions/open-graph.ts";
import { whereis } from "../graph/questions/whereis.ts";
import { graphRun } from "../graph/testing/graph-run.ts";
import { keepModule } from "../graph/testing/module-shard.ts";
import { HttpReader } from "../page/http-reader.ts";
import { readServedGraph } from "../page/served-graph.ts";
import { folderStore } from "../store/folder-store.ts";
import { type S3Stand, setUpS3 } from "../store/testing/s3-stand.ts";

let folder: TemporaryFolder;
let out: string;
let s3: S3Stand;
const started: Program[] = [];

beforeAll(async () => {
  [folder, s3] = await Promise.all([temporaryFolder(), setUpS3()]);
  out = join(folder.path, "out");
  const store = folderStore(out);
  await graphRun(store, [await keepModule(store, "one", { nodes: [["one.Thing", "class"]] })]);
});

afterEach(async () => {
  for (const { child } of started.splice(0)) {
    child.kill("SIGKILL");
  }
});

afterAll(async () => {
  await Promise.all([folder?.remove(), s3?.tearDown()]);
});

/** A program with what it has said so far. */
class Program {
  readonly child: ChildProcess;
  out = "";
  err = "";
  readonly #closed: Promise<unknown[]>;

  constructor(args: readonly string[], env: Record<string, string> = {}) {
    this.child = spawn(programFile("scripts", "importgraph"), ["view", ...args], {
      cwd: folder.path,
      env: { ...process.env, NO_COLOR: "1", DISPLAY: "", WAYLAND_DISPLAY: "", BROWSER: "", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#closed = once(this.child, "close");
    this.child.stdout?.on("data", (chunk: Buffer) => {
      this.out += chunk;
    });
    this.child.stderr?.on("data", (chunk: Buffer) => {
      this.err += chunk;
    });
    started.push(this);
  }

  async ended(): Promise<number | null> {
    return (await this.#closed)[0] as number | null;
  }

  /** Where it serves the page. */
  async address(): Promise<string> {
    while (!this.err.includes("Ctrl-C")) {
      if (this.child.exitCode !== null) {
        throw new Error(this.err);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return /http:\S+/.exec(this.out)?.[0] ?? expect.fail(this.out);
  }
}

async function owners(address: string, name: string): Promise<string[]> {
  const reader = new HttpReader(`${address}store`);
  const { graph } = await readServedGraph(reader);
  return (await whereis(new OpenGraph(reader, graph), name)).owners.map(({ name: found }) => found);
}

test("it says where the page is, answers it, and ends by Ctrl-C", async () => {
  const program = new Program(["--store", out, "--port", "0"]);
  const address = await program.address();
  expect(program.out).toBe(`✓ out is at ${address}\n`);
  const page = await fetch(address);
  expect(await page.text()).toContain("<title>importgraph</title>");
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(await owners(address, "one.Thing")).toEqual(["one.Thing"]);
  program.child.kill("SIGINT");
  expect(await program.ended()).toBe(0);
  await expect(fetch(address)).rejects.toThrow();
});

test("the page is built once for its sources, and that is said", async () => {
  const env = { XDG_CACHE_HOME: join(folder.path, "cache") };
  for (const building of [true, false]) {
    const program = new Program(["--store", out, "--port", "0"], env);
    await program.address();
    expect(program.err.includes("Building the page")).toBe(building);
    program.child.kill("SIGTERM");
    expect(await program.ended()).toBe(0);
  }
});

test("a bucket is read with this machine's credentials, which the browser never has", async () => {
  const address = `s3://${s3.bucket}/graph`;
  const publishing = spawn(
    programFile("scripts", "importgraph"),
    ["publish", "--store", out, "--to", address],
    { env: { ...process.env, ...s3.env() }, stdio: "ignore" },
  );
  expect((await once(publishing, "close"))[0]).toBe(0);
  const env = { ...s3.env(), XDG_CACHE_HOME: process.env.XDG_CACHE_HOME ?? "" };
  const program = new Program(["--store", address, "--port", "0"], env);
  expect(await owners(await program.address(), "one.Thing")).toEqual(["one.Thing"]);
  const { secretAccessKey } = s3.owner;
  const settings = await (await fetch(`${await program.address()}store.json`)).text();
  expect(settings).toBe('{"format":1,"store":"./store/","runs":["2026-11-23"]}\n');
  expect(settings + program.out).not.toContain(secretAccessKey);
});

test("the browser of this machine is opened, unless that is not wanted", async () => {
  const programs = join(folder.path, "programs");
  await mkdir(programs);
  const [opener, opened] = [join(programs, "xdg-open"), join(folder.path, "opened")];
  await writeFile(opener, `#!/bin/sh\necho "$@" >>'${opened}'\n`);
  await chmod(opener, 0o755);
  const env = { DISPLAY: ":0", PATH: `${programs}:${process.env.PATH}` };
  const silent = new Program(["--store", out, "--port", "0", "--no-open"], env);
  await silent.address();
  const program = new Program(["--store", out, "--port", "0"], env);
  const address = await program.address();
  expect(program.err).toContain("It opens in your browser");
  await expect.poll(() => readFile(opened, "utf8").catch(() => ""), { timeout: 10_000 }).toBe(`${address}\n`);
});

test("what can't be done is told with how to mend it", async () => {
  const other = createServer();
  const port = await freePort();
  other.listen(port, "127.0.0.1");
  await once(other, "listening");
  try {
    const inUse = new Program(["--store", out, "--port", String(port), "--no-open"]);
    expect(await inUse.ended()).toBe(1);
    expect(inUse.err).toContain("in use by another program\n    → give another --port");
  } finally {
    other.close();
  }
  const wrong = new Program(["--port", "100000"]);
  expect([await wrong.ended(), wrong.err]).toEqual([2, expect.stringContaining("--port 100000 is no port")]);
  const nothing = new Program(["--store", join(folder.path, "nowhere")]);
  expect([await nothing.ended(), nothing.err]).toEqual([1, expect.stringContaining("nothing was explored")]);
});

test("an export tells what it is of, how large it is, and how it is served", async () => {
  const site = join(folder.path, "site");
  const program = new Program(["--store", out, "--export", site]);
  expect([await program.ended(), program.err]).toEqual([0, expect.not.stringContaining("✗")]);
  expect(program.out).toMatch(
    /^✓ run 2026-11-23, 1 package, is in site\n {4}the page: \d+ files, [\d.]+ kB; the graph: \d+ objects, [\d.]+ kB\n {4}any server of files shows it, such as: python3 -m http\.server --directory site\n$/,
  );
  const again = new Program(["--store", out, "--export", site, "--json"]);
  expect(await again.ended()).toBe(0);
  expect(JSON.parse(again.out)).toMatchObject({
    folder: site,
    run: "2026-11-23",
    pageFiles: expect.any(Number),
  });
});
