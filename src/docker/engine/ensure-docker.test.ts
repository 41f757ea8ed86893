import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { InputError } from "../../errors/input-error.ts";
import type { Exec } from "../../exec/exec.ts";
import { nodeExec } from "../../exec/node-exec.ts";
import { ensureDocker } from "./ensure-docker.ts";
import type { Machine } from "./machine.ts";

/*
 * Another machine, made of small programs in a folder: `docker` answers as the file `engine` says (running, stopped,
 * forbidden); `dockerd` and `systemctl` start it; `apt-get` installs both programs. Each notes that it was called.
 */
let folder: string;
let said: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-machine-"));
  said = [];
  await writeFile(join(folder, "engine"), "stopped\n");
  await writeFile(join(folder, "calls"), "");
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function addProgram(name: string, script: string): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\ncd ${folder}\necho "${name} $*" >>calls\n${script}\n`);
  await chmod(join(folder, name), 0o755);
}

function dockerScript(client: string, server: string, hasBuildx: boolean): string {
  return `
case "$1 $(cat engine)" in
  "buildx "*) ${hasBuildx ? 'echo "Name: default"; echo "Driver: docker"' : "exit 1"} ;;
  "info "*) echo ENGINE-ID ;;
  "version running") echo '{"Client":{"Version":"${client}","Context":"default"},"Server":{"Version":"${server}"}}' ;;
  "version forbidden")
    echo '{"Client":{"Version":"${client}"},"Server":null}'
    echo "permission denied while trying to connect to the Docker daemon socket" >&2
    exit 1 ;;
  "version "*)
    echo '{"Client":{"Version":"${client}"},"Server":null}'
    echo "Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?" >&2
    exit 1 ;;
  *) echo "$DOCKER_BUILDKIT $DOCKER_DEFAULT_PLATFORM \${BUILDX_BUILDER-}" ;;
esac`;
}

async function addApt(): Promise<void> {
  await addProgram("apt-cache", `echo "docker-buildx:\n  Installed: (none)\n  Candidate: 1.0\n"`);
  const install = `[ "$1" = --version ] && exit
case "$*" in
  *install*) mv docker.new docker; mv dockerd.new dockerd ;;
esac`;
  await addProgram("apt-get", install);
  await addProgram("docker.new", dockerScript("20.10.24+dfsg1", "20.10.24+dfsg1", false));
  await addProgram("dockerd.new", "echo running >engine; sleep 0.2");
}

function ensure(machine: Partial<Machine> = {}) {
  const exec: Exec = (program, args, options) =>
    nodeExec(program, args, { ...options, env: { ...options?.env, PATH: `${folder}:/usr/bin:/bin` } });
  return ensureDocker({
    exec,
    say: (line) => said.push(line),
    machine: {
      platform: "linux",
      isRoot: false,
      hasSystemd: false,
      programFolders: [folder],
      chosenEngine: undefined,
      engineLog: join(folder, "dockerd.log"),
      ...machine,
    },
  });
}

async function calls(program: string): Promise<string[]> {
  const lines = (await readFile(join(folder, "calls"), "utf8")).split("\n");
  return lines.filter((line) => line.startsWith(`${program} `));
}

async function refusal(machine: Partial<Machine> = {}): Promise<string> {
  const error: unknown = await ensure(machine).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message;
}

describe("an engine that runs", () => {
  beforeEach(() => writeFile(join(folder, "engine"), "running\n"));

  test("is used as it is, building with BuildKit for the platform of the locks", async () => {
    await addProgram("docker", dockerScript("20.10.24", "20.10.24", false));
    const docker = await ensure({ isRoot: true });
    expect(docker).toMatchObject({ serverVersion: "20.10.24", engineId: "ENGINE-ID" });
    expect((await docker.run(["build", "."])).stdout).toBe("1 linux/amd64 \n");
    expect(said).toEqual([]);
  });

  test("builds with itself, whatever builder is the default", async () => {
    await addProgram("docker", dockerScript("28.2.2", "28.2.2", true));
    expect((await (await ensure()).run(["build", "."])).stdout).toBe("1 linux/amd64 default\n");
  });

  test("is asked through a client that can build", async () => {
    await addProgram("docker", dockerScript("28.2.2", "20.10.24", false));
    expect(await refusal()).toMatch(/can't build with BuildKit.*docker-buildx/s);
    const second = await mkdtemp(join(folder, "second-"));
    await addProgram("other", dockerScript("20.10.24", "20.10.24", false));
    await writeFile(join(second, "docker"), `#!/bin/sh\nexec ${folder}/other "$@"\n`);
    await chmod(join(second, "docker"), 0o755);
    expect((await ensure({ programFolders: [folder, second] })).program).toBe(join(second, "docker"));
  });

  test("must not be older than what the Dockerfiles need", async () => {
    await addProgram("docker", dockerScript("20.10.0", "19.03.15", false));
    expect(await refusal()).toMatch(/version 19\.03\.15; 20\.10 or newer/);
  });
});

describe("where Docker is missing", () => {
  test("root on Debian gets it installed and started, which is said", async () => {
    await addApt();
    const docker = await ensure({ isRoot: true });
    expect(docker.program).toBe(join(folder, "docker"));
    const [install] = (await calls("apt-get")).filter((call) => call.includes(" install "));
    expect(install).toMatch(/ docker\.io iptables docker-buildx$/);
    expect(said).toEqual([
      expect.stringMatching(/^Installing the Docker engine/),
      expect.stringMatching(/^Starting the Docker engine/),
    ]);
  });

  test("two at once install it once", async () => {
    await addApt();
    await Promise.all([ensure({ isRoot: true }), ensure({ isRoot: true })]);
    expect((await calls("apt-get")).filter((call) => call.includes(" install "))).toHaveLength(1);
    expect(await calls("dockerd.new")).toHaveLength(1);
  });

  test("others are told how to get it", async () => {
    await addApt();
    expect(await refusal()).toMatch(/Docker is needed.*apt-get install docker\.io/s);
    expect(await refusal({ platform: "darwin" })).toMatch(/Docker Desktop, OrbStack or Colima/);
    expect(said).toEqual([]);
  });

  test("an installation that fails gives apt-get's reason", async () => {
    await addProgram("apt-get", '[ "$1" = --version ] || { echo "E: no network" >&2; exit 100; }');
    await addProgram("apt-cache", "true");
    expect(await refusal({ isRoot: true })).toMatch(/could not be installed.*E: no network/s);
  });
});

describe("an engine that is stopped", () => {
  beforeEach(async () => {
    await addProgram("docker", dockerScript("20.10.24", "20.10.24", false));
    await addProgram("dockerd", "echo running >engine");
    await addProgram("systemctl", '[ "$*" = "start docker" ] && echo running >engine');
  });

  test("is started by root, through systemd where it runs", async () => {
    expect((await ensure({ isRoot: true, hasSystemd: true })).serverVersion).toBe("20.10.24");
    expect(await calls("dockerd")).toEqual([]);
    await writeFile(join(folder, "engine"), "stopped\n");
    expect((await ensure({ isRoot: true })).serverVersion).toBe("20.10.24");
    expect(await calls("dockerd")).toHaveLength(1);
  });

  test("is left alone for others, and where the person has chosen one elsewhere", async () => {
    expect(await refusal()).toMatch(/no Docker engine answers.*systemctl start docker/s);
    const elsewhere = await refusal({ isRoot: true, chosenEngine: "tcp://build.test:2376" });
    expect(elsewhere).toMatch(/at tcp:\/\/build\.test:2376.*unset DOCKER_HOST/s);
    expect(await calls("dockerd")).toEqual([]);
  });
});

test("without permission, the person is told how to get it, and nothing is started or installed", async () => {
  await addApt();
  await addProgram("docker", dockerScript("20.10.24", "20.10.24", false));
  await addProgram("dockerd", "true");
  await writeFile(join(folder, "engine"), "forbidden\n");
  expect(await refusal({ isRoot: true })).toMatch(/may not use the Docker engine.*usermod -aG docker/s);
  expect(await calls("dockerd")).toEqual([]);
});
