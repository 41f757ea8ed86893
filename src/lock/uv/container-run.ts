import type { Docker } from "../../docker/engine/docker.ts";
import type { MachineSecrets } from "../../docker/engine/machine-secrets.ts";
import { type ResolverOptions, runResolver } from "../../docker/sandbox/resolver.ts";
import type { OutputLog } from "../../exec/output-log.ts";
import { TailBuffer } from "../../exec/tail-buffer.ts";

/** What a container with the network is told by whoever locks a package. */
export interface ContainerTools {
  docker: Docker;
  secrets: MachineSecrets;
  log: OutputLog;
  signal?: AbortSignal;
}

export type ContainerJob = Pick<
  ResolverOptions,
  "image" | "command" | "mounts" | "env" | "stdin" | "onStdout"
>;

/** How a program in the container ended: with its answer, or with what it said of the reason. */
export type ContainerOutcome = { answer: string; errors: string } | { failure: string };

const CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt";
const MEMORY_BYTES = 6 * 1024 ** 3;
const SCRATCH_BYTES = 4 * 1024 ** 3;
const PROCESSES = 1024;
const SECONDS = 20 * 60;
const ERROR_BYTES = 256 * 1024;

/** Runs a program of ours (uv, a script of this folder) that may run the code of packages, with limits that fit both. */
export async function runInContainer(tools: ContainerTools, job: ContainerJob): Promise<ContainerOutcome> {
  const { docker, secrets, log, signal } = tools;
  const errors = new TailBuffer(ERROR_BYTES);
  const result = await runResolver(docker, {
    ...job,
    // Python on older Debian releases would not look into the bundle by itself.
    env: { ...job.env, SSL_CERT_FILE: CERTIFICATES },
    secrets,
    scratchBytes: SCRATCH_BYTES,
    memoryBytes: MEMORY_BYTES,
    pids: PROCESSES,
    timeoutSeconds: SECONDS,
    log: {
      path: log.path,
      tail: (lines) => log.tail(lines),
      close: () => log.close(),
      write(chunk) {
        errors.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
        return log.write(chunk);
      },
    },
    ...(signal && { signal }),
  });
  if (result.exitCode === 0 && !result.tooMuchOutput) {
    return { answer: result.stdout, errors: errors.text() };
  }
  const limits = [
    [result.timedOut, `error: it did not end within ${SECONDS / 60} minutes`],
    [result.oomKilled, `error: it needed more than ${MEMORY_BYTES / 1024 ** 3} GiB of memory`],
    [result.tooMuchOutput, "error: it wrote more than any answer has"],
  ] as const;
  return { failure: limits.find(([exceeded]) => exceeded)?.[1] ?? errors.text() };
}
