/** The front over the `docker` command line. No other room of the program runs it. */

import type { Exec, ExecOptions, ExecResult } from "../../exec/exec.ts";
import { printableLines } from "../../exec/printable.ts";

/** Everything is made for and run on this platform, which the locks are for too. */
export const PLATFORM = "linux/amd64";

export interface Docker {
  /** Runs `docker` with these arguments; what {@link Exec} says of results and rejections holds. */
  run(args: readonly string[], options?: DockerOptions): Promise<ExecResult>;
  /** The path of the `docker` program. */
  readonly program: string;
  readonly serverVersion: string;
  /** Tells engines apart: things to be done once per engine are locked by it. */
  readonly engineId: string;
}

export type DockerOptions = Omit<ExecOptions, "env">;

/** A `docker` command that should have worked did not. */
export class DockerError extends Error {
  override name = "DockerError";
}

/**
 * The standard output of a `docker` command.
 *
 * @throws DockerError with what docker wrote, when it did not end well.
 */
export async function dockerOutput(
  docker: Docker,
  args: readonly string[],
  options: DockerOptions = {},
): Promise<string> {
  const { exitCode, stdout, stderr, timedOut } = await docker.run(args, options);
  if (exitCode !== 0) {
    const why = timedOut ? "it did not answer in time" : printableLines(stderr).slice(-5).join("\n");
    throw new DockerError(`docker ${args[0] ?? ""} failed: ${why}`);
  }
  return stdout;
}

/** Binds a `docker` program that is known to work; see `ensureDocker` for finding it. */
export function dockerFront(
  exec: Exec,
  client: {
    program: string;
    environment: Readonly<Record<string, string>>;
    serverVersion: string;
    engineId: string;
  },
): Docker {
  const { program, environment, serverVersion, engineId } = client;
  return {
    program,
    serverVersion,
    engineId,
    run: (args, options) =>
      exec(program, args, { ...options, env: { ...definedEnvironment(), ...environment } }),
  };
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
