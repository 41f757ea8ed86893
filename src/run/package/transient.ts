/** What may be otherwise another time, though nothing changed: the machine was busy, or its engine had a hiccup. */

import { DockerError } from "../../docker/engine/docker.ts";
import { BuildError } from "../../docker/image/build-error.ts";
import { ContainerError } from "../../docker/sandbox/container.ts";
import type { Problem } from "../../shard/records.ts";

/** The words of the receiver for what time or memory did not suffice for. */
const SHORTAGES = new Set(["TimedOut", "OutOfMemory"]);

/** Whether time or memory did not suffice for a module. */
export function isTransientProblem({ stage, error }: Problem): boolean {
  // Where a module was imported and then hung when it was looked at, the stage is that of looking.
  return stage === "timeout" || stage === "memory" || (stage === "walk" && SHORTAGES.has(error));
}

/** What the system refuses whoever the package is: a full disk, too many files or processes, no memory. */
const OF_THE_MACHINE = new Set(["ENOSPC", "EDQUOT", "EIO", "EMFILE", "ENFILE", "ENOMEM", "EAGAIN"]);

/** Whether a package failed for want of time or disk, or because the engine did not do what it should. */
export function isTransientError(error: unknown): boolean {
  if (error instanceof Error && "code" in error && OF_THE_MACHINE.has(String(error.code))) {
    return true;
  }
  if (error instanceof Error && error.cause !== undefined && isTransientError(error.cause)) {
    return true;
  }
  if (error instanceof BuildError) {
    return error.failure !== "step";
  }
  return error instanceof ContainerError || error instanceof DockerError;
}
