import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Docker, dockerOutput } from "../docker/engine/docker.ts";
import { ensureDocker } from "../docker/engine/ensure-docker.ts";
import { SUPERVISOR_LABEL } from "../docker/sandbox/supervisor.ts";
import { nodeExec } from "../exec/node-exec.ts";
import { seededRandom } from "../shard/testing/mutations.ts";

const home = resolve(import.meta.dirname, "..", "..");
const program = join(home, "scripts", "importgraph");
/** Seconds that only a process of these tests sleeps, by which it is found wherever it runs. */
const marker = `86400.${process.pid}7`;

let folder: string;
let root: string;
/** What is temporary of the runs; also marks the processes of this machine that they start. */
let temporary: string;
let docker: Docker;

beforeAll(async () => {
  docker = await ensureDocker({ exec: nodeExec, say: () => {} });
  folder = await mkdtemp(join(tmpdir(), "importgraph-killed-"));
  root = join(folder, "repository");
  temporary = join(folder, "temporary");
  await mkdir(temporary);
  await cp(join(home, "pkginfo", "attrs.yaml"), join(root, "pkginfo", "attrs.yaml"));
  await cp(join(home, "dockerfiles", "attrs"), join(root, "dockerfiles", "attrs"), { recursive: true });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function explore(what: string): ChildProcess {
  return spawn(program, ["explore", what, "--json"], {
    cwd: folder,
    env: {
      ...process.env,
      TMPDIR: temporary,
      IMPORTGRAPH_ROOT: root,
      IMPORTGRAPH_STORE: join(folder, "store"),
    },
    stdio: "ignore",
  });
}

/** A project that takes some seconds to build and to import, and starts a process at both. */
async function project(content: string): Promise<string> {
  const path = join(folder, "slow");
  const wait = `import subprocess\nsubprocess.run(["timeout", "2", "sleep", "${marker}"])\n`;
  await mkdir(join(path, "slow"), { recursive: true });
  await writeFile(
    join(path, "setup.py"),
    `${wait}from setuptools import setup\nsetup(name="slow", version="1.0", packages=["slow"])\n`,
  );
  await writeFile(join(path, "slow", "__init__.py"), `${wait}CONTENT = "${content}"\n`);
  return path;
}

/** Whatever a run has left: processes, containers, images of its own, and temporary files. */
async function leftBy(child: ChildProcess): Promise<string[]> {
  const owned = (text: string) => text.split("\n").filter((line) => line.includes(`/${child.pid}/`));
  const label = `{{.ID}} {{.Label "${SUPERVISOR_LABEL}"}}`;
  const containers = owned(await dockerOutput(docker, ["ps", "--all", "--format", label]));
  const filter = `label=${SUPERVISOR_LABEL}`;
  const ids = (await dockerOutput(docker, ["image", "ls", "--quiet", "--filter", filter])).split("\n");
  const ofImage = `{{.Id}} {{index .Config.Labels "${SUPERVISOR_LABEL}"}}`;
  const given = ids.filter((id) => id !== "");
  const images =
    given.length === 0
      ? []
      : owned((await docker.run(["image", "inspect", "--format", ofImage, ...given])).stdout);
  const files = (await readdir(temporary)).filter((name) => !name.endsWith(".lock"));
  return [...(await processes()), ...containers, ...images, ...files];
}

async function processes(): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const read = (name: string) => readFile(join("/proc", pid, name), "latin1").catch(() => "");
    const [command, environment] = await Promise.all([read("cmdline"), read("environ")]);
    if (command.includes(marker) || environment.includes(`TMPDIR=${temporary}`)) {
      found.push(`process ${pid}: ${command.replaceAll("\u0000", " ")}`);
    }
  }
  return found;
}

async function expectNothingLeft(child: ChildProcess): Promise<void> {
  await expect.poll(() => leftBy(child), { timeout: 30_000, interval: 500 }).toEqual([]);
}

test("whenever it is killed, nothing is left shortly afterwards, and the next run works", async () => {
  const began = performance.now();
  const whole = explore(await project("whole"));
  const [code] = await once(whole, "exit");
  expect(code).toBe(0);
  const milliseconds = performance.now() - began;
  const random = seededRandom(20_261_127);
  const signals = [
    ...Array.from({ length: 10 }, () => "SIGKILL" as const),
    "SIGINT",
    "SIGTERM",
    "SIGINT",
  ] as const;
  for (const [round, signal] of signals.entries()) {
    const child = explore(await project(`of round ${round}`));
    const exited = once(child, "exit");
    // Each in a part of its own, so that all stages are met.
    await sleep(((round + random()) / signals.length) * milliseconds);
    child.kill(signal);
    await exited;
    await expectNothingLeft(child);
  }
  const last = explore(await project("last"));
  expect(await once(last, "exit")).toEqual([0, null]);
  await expectNothingLeft(last);
});

test.each(["SIGKILL", "SIGTERM"] as const)(
  "a step of a build ends with who asked for it, by %s",
  async (signal) => {
    const path = join(root, "pkginfo", "attrs.yaml");
    const pkginfo = await readFile(path, "utf8");
    await writeFile(path, `${pkginfo}run:\n  - sleep ${marker}\n`);
    const child = explore("attrs");
    const exited = once(child, "exit");
    await expect
      .poll(processes, { timeout: 300_000, interval: 200 })
      .toContainEqual(expect.stringMatching(/: sleep /));
    child.kill(signal);
    await exited;
    await expectNothingLeft(child);
    await writeFile(path, pkginfo);
  },
);
