/** Runs one command in a container of its own and sees to it that nothing of it is left. */

import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { OutputLog } from "../../exec/output-log.ts";
import { printableLines } from "../../exec/printable.ts";
import { processIdentity } from "../../exec/process-identity.ts";
import { takeChunk } from "../../exec/take-chunk.ts";
import type { Docker } from "../engine/docker.ts";
import { hasMetProcessLimit } from "./process-limit.ts";
import { SUPERVISOR_LABEL, underWatchdog } from "./supervisor.ts";

interface Mount {
  /** A file or folder of this machine; the container can only read it. */
  source: string;
  target: string;
}

export interface ContainerOptions {
  image: string;
  command: readonly [program: string, ...args: string[]];
  mounts?: readonly Mount[];
  env?: Readonly<Record<string, string>>;
  /** Written to standard input, which is then closed. */
  stdin?: string | Uint8Array;
  memoryBytes: number;
  /** How many processes and threads there may be at once. */
  pids: number;
  timeoutSeconds: number;
  /** How much may come on standard output before the container is ended. Default 1 GiB. */
  maxStdoutBytes?: number;
  /** The same for standard error. Default 64 MiB. */
  maxStderrBytes?: number;
  /**
   * Gets standard output as it comes; while a promise it returned is pending, the container is not read. If it throws,
   * the container is ended and the call rejects with that error.
   */
  onStdout?: (chunk: Uint8Array) => void | Promise<void>;
  /** Chunks are only lent to `onStdout`: their memory is used again. For what writes much, in little pieces. */
  lendsStdout?: boolean;
  /** Gets standard error. */
  log: OutputLog;
  signal?: AbortSignal;
  /** Gets the removal of the ended container to wait for; the call itself then does not. Default: it does. */
  onRemoval?: (removing: Promise<void>) => void;
  /** Called before the container is ended by abort: with whether it wanted more processes than it may have. */
  onAbort?: (wantedMoreProcesses: boolean) => void;
}

export interface ContainerResult {
  /** The command's exit code; 128 + the number of the signal that ended it. */
  exitCode: number;
  timedOut: boolean;
  /** The kernel ended a process of the container for exceeding the memory limit. */
  oomKilled: boolean;
  tooMuchOutput: boolean;
  /** From asking for the container until its end. */
  seconds: number;
}

/** Owns nothing in any image; the group is named too, since an image could give this user another one. */
const NOBODY = "65534:65534";
const DEFAULT_STDOUT_BYTES = 1024 ** 3;
const DEFAULT_STDERR_BYTES = 64 * 1024 ** 2;

/**
 * The container could not be started or its end not be read: a fault of the engine or the machine, not of what was to
 * be run in it.
 */
export class ContainerError extends Error {
  override name = "ContainerError";
}

/**
 * Runs `command` without capabilities or a writable disk, as a user who owns nothing, within limits of memory,
 * processes, time and output; `flags` say what it has besides, such as a `/tmp` or the network. Timeout, abort, too much output and an error of
 * `onStdout` end it by `docker kill`. The container is removed whatever happens.
 *
 * @throws ContainerError when the engine could not run it; the signal's reason when aborted.
 */
export async function runContainer(
  docker: Docker,
  flags: readonly string[],
  options: ContainerOptions,
): Promise<ContainerResult> {
  options.signal?.throwIfAborted();
  return underWatchdog(docker, () => new ContainerRun(docker, options).result(flags));
}

type StopReason = "timeout" | "too-much-output" | "abort" | "receiver";

class ContainerRun {
  readonly #docker: Docker;
  readonly #options: ContainerOptions;
  readonly #name = `importgraph-${process.pid}-${randomBytes(6).toString("hex")}`;
  readonly #room: { stdout: number; stderr: number };
  readonly #clientStop = new AbortController();
  readonly #stopped = Promise.withResolvers<void>();
  #stopReason: StopReason | undefined;
  #receiverError: unknown;
  #ended = false;
  #killing: Promise<void> | undefined;

  constructor(docker: Docker, options: ContainerOptions) {
    this.#docker = docker;
    this.#options = options;
    this.#room = {
      stdout: options.maxStdoutBytes ?? DEFAULT_STDOUT_BYTES,
      stderr: options.maxStderrBytes ?? DEFAULT_STDERR_BYTES,
    };
  }

  async result(flags: readonly string[]): Promise<ContainerResult> {
    const { signal, timeoutSeconds, onRemoval } = this.#options;
    const startedAt = performance.now();
    const abort = () => this.#stop("abort");
    signal?.addEventListener("abort", abort, { once: true });
    const timer = setTimeout(() => this.#stop("timeout"), timeoutSeconds * 1000);
    try {
      const client = await this.#runClient(flags);
      const seconds = (performance.now() - startedAt) / 1000;
      await this.#killing;
      if (this.#stopReason === "abort") {
        throw signal?.reason;
      }
      if (this.#stopReason === "receiver") {
        throw this.#receiverError;
      }
      return { ...(await this.#outcome(client)), seconds };
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      const removing = underWatchdog(this.#docker, () => this.#remove());
      await (onRemoval === undefined ? removing : onRemoval(removing));
    }
  }

  /** Resolves when the attached client has ended, which is after the container has. */
  async #runClient(flags: readonly string[]): Promise<ClientEnd> {
    const { stdin, lendsStdout = false } = this.#options;
    try {
      return await this.#docker.run(this.#arguments(flags), {
        ...(stdin !== undefined && { input: stdin }),
        keepBytes: 16 * 1024,
        lendsStdout,
        onOutput: (chunk, stream) => this.#receive(chunk, stream),
        signal: this.#clientStop.signal,
      });
    } catch (error) {
      if (this.#clientStop.signal.aborted) {
        return { exitCode: null, stderr: "" };
      }
      throw error;
    } finally {
      this.#ended = true;
    }
  }

  #arguments(flags: readonly string[]): string[] {
    const { image, command, mounts = [], env = {}, stdin, memoryBytes, pids } = this.#options;
    const [program, ...args] = command;
    return [
      "run",
      `--name=${this.#name}`,
      `--label=${SUPERVISOR_LABEL}=${processIdentity()}`,
      // An image that is missing is an error of ours; asking a registry for it would only hide that.
      "--pull=never",
      "--init",
      "--log-driver=none",
      "--read-only",
      "--cap-drop=ALL",
      "--security-opt=no-new-privileges",
      `--user=${NOBODY}`,
      "--env=HOME=/tmp",
      "--workdir=/tmp",
      `--pids-limit=${pids}`,
      `--memory=${memoryBytes}`,
      // Equal to the memory: no swap on top of it.
      `--memory-swap=${memoryBytes}`,
      "--ulimit=core=0",
      // The default, the container's id, would make names that are read from it differ from run to run.
      "--hostname=importgraph",
      ...flags,
      ...mounts.map(({ source, target }) => `--mount=${mountText(source, target)}`),
      ...Object.entries(env).map(([name, value]) => `--env=${name}=${value}`),
      ...(stdin === undefined ? [] : ["--interactive"]),
      `--entrypoint=${program}`,
      image,
      ...args,
    ];
  }

  #receive(chunk: Uint8Array, stream: "stdout" | "stderr"): Promise<void> | undefined {
    if (this.#stopReason !== undefined) {
      return undefined;
    }
    this.#room[stream] -= chunk.length;
    if (this.#room[stream] < 0) {
      this.#stop("too-much-output");
      return undefined;
    }
    // Once it is to end, a receiver that is still busy must not keep the client from being read: the engine would wait
    // for the client before it counts the container as dead, and with it every other command about that container.
    return takeChunk(
      () => (stream === "stdout" ? this.#options.onStdout?.(chunk) : this.#options.log.write(chunk)),
      this.#stopped.promise,
      (error) => this.#refuse(error),
    );
  }

  #refuse(error: unknown): void {
    this.#receiverError = error;
    this.#stop("receiver");
  }

  #stop(reason: StopReason): void {
    if (this.#stopReason === undefined && !this.#ended) {
      this.#stopReason = reason;
      this.#stopped.resolve();
      this.#killing = this.#lookAndKill(reason);
    }
  }

  async #lookAndKill(reason: StopReason): Promise<void> {
    const { onAbort } = this.#options;
    if (reason === "abort" && onAbort !== undefined) {
      onAbort(await hasMetProcessLimit(this.#docker, this.#name).catch(() => false));
    }
    await this.#kill();
  }

  /**
   * Kills the container until its client has seen it end. More than once, as the engine may not have started it yet;
   * a client that does not notice is ended too.
   */
  async #kill(): Promise<void> {
    for (let attempt = 0; !this.#ended && attempt < 50; attempt += 1) {
      await this.#docker.run(["kill", this.#name], { timeoutSeconds: 10 });
      for (let wait = 0; !this.#ended && wait < 20; wait += 1) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
    this.#clientStop.abort();
  }

  async #outcome(client: ClientEnd): Promise<Omit<ContainerResult, "seconds">> {
    const timedOut = this.#stopReason === "timeout";
    const tooMuchOutput = this.#stopReason === "too-much-output";
    if (client.exitCode === 0) {
      return { exitCode: 0, timedOut, oomKilled: false, tooMuchOutput };
    }
    const inspected = await this.#docker.run([
      "container",
      "inspect",
      "--format",
      "{{json .State}}",
      this.#name,
    ]);
    const state = stateSchema.safeParse(inspected.exitCode === 0 ? JSON.parse(inspected.stdout) : undefined);
    if (!state.success || state.data.Error !== "") {
      const why = printableLines(state.data?.Error ?? client.stderr)
        .slice(-3)
        .join("\n");
      throw new ContainerError(
        `Docker could not run ${this.#options.image}: ${why || "the container is gone"}`,
      );
    }
    return { exitCode: state.data.ExitCode, timedOut, oomKilled: state.data.OOMKilled, tooMuchOutput };
  }

  /** Not abortable: this is what an abort must not prevent. */
  async #remove(): Promise<void> {
    await this.#docker.run(["rm", "--force", "--volumes", this.#name], { timeoutSeconds: 60 });
  }
}

interface ClientEnd {
  exitCode: number | null;
  stderr: string;
}

const stateSchema = z.object({ ExitCode: z.number().int(), OOMKilled: z.boolean(), Error: z.string() });

/** The option is read as a line of CSV, so a path with a comma or a quote needs quoting. */
function mountText(source: string, target: string): string {
  const field = (name: string, value: string) => `"${name}=${value.replaceAll('"', '""')}"`;
  return ["type=bind", field("source", source), field("target", target), "readonly"].join(",");
}
