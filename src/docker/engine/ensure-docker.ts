/** Finds the Docker engine of this machine, or brings it. */

import { z } from "zod";
import { InputError } from "../../errors/input-error.ts";
import type { Exec } from "../../exec/exec.ts";
import { printableLines } from "../../exec/printable.ts";
import { withProcessLock } from "../../exec/process-lock.ts";
import { canInstallPackages } from "./apt.ts";
import { type Docker, dockerFront, PLATFORM } from "./docker.ts";
import { findPrograms, type Machine, thisMachine } from "./machine.ts";
import { installEngine, startEngine } from "./setup.ts";

export interface EnsureDockerOptions {
  exec: Exec;
  /** Gets a line before anything that takes long or changes the machine. */
  say: (line: string) => void;
  signal?: AbortSignal;
  machine?: Machine;
}

/** The oldest engine whose BuildKit does what the generated Dockerfiles ask for. */
const MINIMUM_ENGINE = "20.10";
/** Since this version a client builds with BuildKit only through its buildx plugin. */
const FIRST_CLIENT_WITHOUT_BUILDKIT = 23;
const PROBE_SECONDS = 30;

/**
 * A Docker engine together with a client whose BuildKit works.
 *
 * Of the clients on PATH and in the usual places the first good one is taken. Where this process is root on Debian or
 * Ubuntu, a missing engine is installed and a stopped one started, both said first; nothing is ever restarted.
 *
 * @throws InputError that says how to get Docker, or to be allowed to use it.
 */
export async function ensureDocker(options: EnsureDockerOptions): Promise<Docker> {
  const machine = options.machine ?? thisMachine();
  const found = await findDocker(options, machine);
  if (found.state === "ready") {
    return found.docker;
  }
  const setUp = () => mendDocker(options, machine);
  const onWait = () => options.say("Waiting: another importgraph is setting Docker up");
  return withProcessLock("docker-setup", setUp, {
    onWait,
    ...(options.signal && { signal: options.signal }),
  });
}

/** Why there is no engine to use, told apart by what can be done about it. */
type Found =
  | { state: "ready"; docker: Docker }
  | { state: "no-client" }
  | { state: "no-buildkit"; programs: string[] }
  | { state: "stopped"; why: string }
  | { state: "forbidden"; why: string }
  | { state: "unusable"; why: string };

async function mendDocker(options: EnsureDockerOptions, machine: Machine): Promise<Docker> {
  // Looked at again under the lock: who held it before may have mended it.
  let found = await findDocker(options, machine);
  if (lacksEngine(found, machine) && (await canInstallPackages(options.exec, machine))) {
    await installEngine(options);
    found = await findDocker(options, machine);
  }
  const [engine] = findPrograms(machine, "dockerd");
  if (
    found.state === "stopped" &&
    machine.chosenEngine === undefined &&
    machine.isRoot &&
    engine !== undefined
  ) {
    await startEngine(
      engine,
      machine,
      options,
      async () => (await findDocker(options, machine)).state === "ready",
    );
    found = await findDocker(options, machine);
  }
  if (found.state === "ready") {
    return found.docker;
  }
  throw dockerMissing(found, machine);
}

/** Installing beside an engine from elsewhere would replace and stop it: that is left to the person. */
function lacksEngine(found: Found, machine: Machine): boolean {
  const hasEngine = machine.chosenEngine !== undefined || findPrograms(machine, "dockerd").length > 0;
  return found.state === "no-client" || (["no-buildkit", "stopped"].includes(found.state) && !hasEngine);
}

async function findDocker(options: EnsureDockerOptions, machine: Machine): Promise<Found> {
  const programs = findPrograms(machine, "docker");
  if (programs.length === 0) {
    return { state: "no-client" };
  }
  const results: Found[] = [];
  for (const program of programs) {
    const result = await probe(program, options);
    if (result.state === "ready") {
      return result;
    }
    results.push(result);
  }
  // A client that only lacks its engine tells more than one that could not build anyway.
  return results.find(({ state }) => state !== "no-buildkit") ?? { state: "no-buildkit", programs };
}

const versionSchema = z.object({
  Client: z.object({ Version: z.string(), Context: z.string().optional() }),
  Server: z.object({ Version: z.string() }).nullish(),
});

async function probe(program: string, { exec, signal }: EnsureDockerOptions): Promise<Found> {
  const ask = (...args: string[]) =>
    exec(program, args, { timeoutSeconds: PROBE_SECONDS, ...(signal && { signal }) });
  const [answer, buildx, info] = await Promise.all([
    ask("version", "--format", "{{json .}}"),
    ask("buildx", "version"),
    ask("info", "--format", "{{.ID}}"),
  ]);
  const { stdout, stderr, timedOut } = answer;
  const version = versionSchema.safeParse(parseJson(stdout));
  const complaint = timedOut
    ? `no answer within ${PROBE_SECONDS} s`
    : printableLines(stderr).slice(-3).join("\n");
  if (!version.success) {
    return { state: "unusable", why: `${program}: ${complaint || "it answers in an unknown way"}` };
  }
  const { Client: client, Server: server } = version.data;
  const hasBuildx = buildx.exitCode === 0;
  if (!hasBuildx && majorOf(client.Version) >= FIRST_CLIENT_WITHOUT_BUILDKIT) {
    return { state: "no-buildkit", programs: [program] };
  }
  if (server === undefined || server === null) {
    const state = /permission denied/i.test(stderr) ? "forbidden" : "stopped";
    return { state, why: complaint };
  }
  if (isOlder(server.Version, MINIMUM_ENGINE)) {
    return {
      state: "unusable",
      why: `the engine is version ${server.Version}; ${MINIMUM_ENGINE} or newer is needed`,
    };
  }
  const environment = {
    DOCKER_BUILDKIT: "1",
    DOCKER_DEFAULT_PLATFORM: PLATFORM,
    DOCKER_CLI_HINTS: "false",
    BUILDKIT_PROGRESS: "plain",
    // Attestations would make every image an index that holds how and when it was built.
    BUILDX_NO_DEFAULT_ATTESTATIONS: "1",
    ...(hasBuildx && { BUILDX_BUILDER: await engineBuilder(ask, client.Context ?? "default") }),
  };
  return {
    state: "ready",
    docker: dockerFront(exec, {
      program,
      environment,
      serverVersion: server.Version,
      engineId: info.stdout.trim(),
    }),
  };
}

/**
 * The builder that is the engine itself. Another one, which a person or a workflow may have made the default, would
 * neither find the base images nor leave its result where `docker run` looks.
 */
async function engineBuilder(
  ask: (...args: string[]) => Promise<{ exitCode: number | null; stdout: string }>,
  context: string,
): Promise<string> {
  const { stdout } = await ask("buildx", "inspect");
  const name = /^Name:\s*(\S+)/m.exec(stdout)?.[1];
  const driver = /^Driver:\s*(\S+)/m.exec(stdout)?.[1];
  return driver === "docker" && name !== undefined ? name : context;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function majorOf(version: string): number {
  return Number.parseInt(version, 10);
}

function isOlder(version: string, minimum: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  const [minimumMajor = 0, minimumMinor = 0] = minimum.split(".").map(Number);
  return major < minimumMajor || (major === minimumMajor && minor < minimumMinor);
}

function dockerMissing(found: Exclude<Found, { state: "ready" }>, machine: Machine): InputError {
  const getIt =
    machine.platform === "darwin"
      ? "install and start Docker Desktop, OrbStack or Colima, then run this again"
      : "install it (Debian, Ubuntu: `sudo apt-get install docker.io`; others: docs.docker.com/engine/install), then run this again";
  switch (found.state) {
    case "no-client":
      return new InputError({ message: "Docker is needed, and there is none on this machine", fix: getIt });
    case "no-buildkit":
      return new InputError({
        message: `the docker client ${found.programs.join(", ")} can't build with BuildKit: its buildx plugin is missing`,
        fix: "install the plugin (Debian, Ubuntu: `sudo apt-get install docker-buildx` or `docker-buildx-plugin`), then run this again",
      });
    case "forbidden":
      return new InputError({
        message: `this user may not use the Docker engine: ${found.why}`,
        fix: "run `sudo usermod -aG docker $USER` and log in again, or set up rootless Docker (`dockerd-rootless-setuptool.sh install`)",
      });
    case "stopped":
      return new InputError({
        message: `no Docker engine answers${machine.chosenEngine === undefined ? "" : ` at ${machine.chosenEngine}`}: ${found.why}`,
        fix: stoppedFix(machine),
      });
    case "unusable":
      return new InputError({ message: `Docker can't be used: ${found.why}`, fix: getIt });
  }
}

function stoppedFix(machine: Machine): string {
  if (machine.chosenEngine !== undefined) {
    return "start that engine, or correct or unset DOCKER_HOST and DOCKER_CONTEXT";
  }
  return machine.platform === "darwin"
    ? "start Docker Desktop, OrbStack or Colima, then run this again"
    : "start it (`sudo systemctl start docker`), then run this again";
}
