/** Where requirements are resolved: a container that reaches the package index and keeps nothing. */

import type { Docker } from "../engine/docker.ts";
import { type MachineSecrets, proxyVariables } from "../engine/machine-secrets.ts";
import { type ContainerOptions, type ContainerResult, runContainer } from "./container.ts";

export interface ResolverOptions extends ContainerOptions {
  /** The index that uv asks and the certificates it trusts are mounted from here. */
  secrets: MachineSecrets;
  /** Size of the writable `/tmp`, which is held in memory and counts against `memoryBytes`. Default 1 GiB. */
  scratchBytes?: number;
  /** How much may come on standard output before the container is ended. Default 32 MiB, which is then held in memory. */
  maxStdoutBytes?: number;
}

export interface ResolverResult extends ContainerResult {
  /** Empty where `onStdout` gets it. */
  stdout: string;
}

const MAX_STDOUT_BYTES = 32 * 1024 ** 2;

/**
 * Runs a resolver, typically `uv pip compile`. Other than the sandbox it has the network and a roomy `/tmp` in which
 * programs may be run, since resolving may build source distributions; all else is as confined. `/tmp` is home, working
 * folder and uv's cache, and is gone at the end: what a package's build code does there can reach no other resolution.
 *
 * @throws ContainerError when the engine could not run it; the signal's reason when aborted.
 */
export async function runResolver(docker: Docker, options: ResolverOptions): Promise<ResolverResult> {
  const {
    secrets,
    scratchBytes = 1024 ** 3,
    maxStdoutBytes = MAX_STDOUT_BYTES,
    onStdout,
    ...container
  } = options;
  const chunks: Uint8Array[] = [];
  const flags = [
    `--tmpfs=/tmp:exec,size=${scratchBytes}`,
    "--env=UV_CACHE_DIR=/tmp/uv-cache",
    ...proxyVariables().map((name) => `--env=${name}`),
  ];
  const result = await runContainer(docker, flags, {
    ...container,
    mounts: [
      ...(container.mounts ?? []),
      ...secrets.files
        .filter(({ id }) => id !== "pip-config")
        .map(({ path, target }) => ({ source: path, target })),
    ],
    maxStdoutBytes,
    onStdout: onStdout ?? ((chunk) => void chunks.push(chunk)),
  });
  return { ...result, stdout: Buffer.concat(chunks).toString("utf8") };
}
