/** Where packages are imported: a container that has nothing and reaches nothing. */

import type { Docker } from "../engine/docker.ts";
import { type ContainerOptions, type ContainerResult, runContainer } from "./container.ts";

export type SandboxOptions = ContainerOptions;
export type SandboxResult = ContainerResult;

/**
 * Runs `command` in a container as {@link runContainer} makes it, without network, with 64 MiB in /tmp and 8 MiB
 * in /dev/shm to write to. Nothing it prints is to be trusted, its exit code neither.
 *
 * @throws ContainerError when the engine could not run it; the signal's reason when aborted; what `onStdout` throws.
 */
export function runSandbox(docker: Docker, options: SandboxOptions): Promise<SandboxResult> {
  // Locks among processes (POSIX semaphores) lie in /dev/shm, and some packages make one when they are imported.
  const flags = ["--network=none", "--ipc=none", "--tmpfs=/tmp:size=64m", "--tmpfs=/dev/shm:size=8m"];
  return runContainer(docker, flags, options);
}
