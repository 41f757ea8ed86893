/** Runs programs with Node's own child processes. */

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import {
  type Exec,
  type ExecOptions,
  type ExecResult,
  type OutputStream,
  ProgramNotFoundError,
} from "./exec.ts";
import { openLentOutput } from "./lent-output.ts";
import { TailBuffer } from "./tail-buffer.ts";
import { takeChunk } from "./take-chunk.ts";
import { watchGroup } from "./watchdog.ts";

const DEFAULT_KEEP_BYTES = 1024 * 1024;
const GRACE_MILLISECONDS = 2000;

/**
 * The {@link Exec} of a terminal.
 *
 * Every program leads a process group of its own: the Ctrl-C of a terminal reaches only this process, which then
 * decides by its signals what ends, and ending a program ends what it started. So does the end of this process.
 */
export const nodeExec: Exec = async (program, args, options = {}) => {
  options.signal?.throwIfAborted();
  let run: Run | undefined;
  const open = () => openLentOutput((chunk) => run?.take(chunk, "stdout"));
  // A pipe does as well, where the temporary folder's path is too long for a socket.
  const lent = options.lendsStdout === true ? await open().catch(() => undefined) : undefined;
  try {
    run = new Run(await start(program, args, options, lent?.given), options, lent?.read);
  } catch (error) {
    lent?.read.destroy();
    throw error;
  } finally {
    lent?.given.destroy();
  }
  return run.result();
};

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}

function start(
  program: string,
  args: readonly string[],
  options: ExecOptions,
  stdout: Socket | "pipe" = "pipe",
): Promise<ChildProcess> {
  const { promise, resolve, reject } = Promise.withResolvers<ChildProcess>();
  const child = spawn(program, args, {
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    ...(options.env !== undefined && { env: options.env }),
    stdio: [options.input === undefined ? "ignore" : "pipe", stdout, "pipe"],
    detached: true,
  });
  child.once("spawn", () => resolve(child));
  child.once("error", (error: NodeJS.ErrnoException) => {
    // Node reports a missing working folder as a missing program too.
    const folderIsThere = options.cwd === undefined || existsSync(options.cwd);
    reject(
      error.code === "ENOENT" && folderIsThere ? new ProgramNotFoundError(program, { cause: error }) : error,
    );
  });
  return promise;
}

/** One started program, until its end. */
class Run {
  readonly #child: ChildProcess;
  readonly #pid: number;
  readonly #options: ExecOptions;
  readonly #lent: Socket | undefined;
  readonly #kept: Record<OutputStream, TailBuffer>;
  readonly #ending = Promise.withResolvers<void>();
  #timedOut = false;
  #failure: { reason: unknown } | undefined;
  #timers: NodeJS.Timeout[] = [];

  /** @param lent gives standard output to {@link take}, where the program's own is not a pipe */
  constructor(child: ChildProcess, options: ExecOptions, lent?: Socket) {
    this.#child = child;
    this.#pid = child.pid as number;
    this.#options = options;
    this.#lent = lent;
    const keepBytes = options.keepBytes ?? DEFAULT_KEEP_BYTES;
    this.#kept = { stdout: new TailBuffer(keepBytes), stderr: new TailBuffer(keepBytes) };
  }

  async result(): Promise<ExecResult> {
    const { signal, timeoutSeconds } = this.#options;
    const abort = () => this.#fail(signal?.reason);
    const release = watchGroup(this.#pid);
    signal?.addEventListener("abort", abort, { once: true });
    if (signal?.aborted === true) {
      abort();
    }
    if (timeoutSeconds !== undefined) {
      this.#after(timeoutSeconds * 1000, () => {
        this.#timedOut = true;
        this.#end();
      });
    }
    try {
      const exited = this.#exited();
      this.#writeInput();
      const reading = [
        this.#lent === undefined ? this.#read("stdout") : this.#readLent(this.#lent),
        this.#read("stderr"),
      ];
      const exitCode = await exited;
      await Promise.all(reading);
      if (this.#failure !== undefined) {
        throw this.#failure.reason;
      }
      return {
        exitCode,
        stdout: this.#kept.stdout.text(),
        stderr: this.#kept.stderr.text(),
        timedOut: this.#timedOut,
      };
    } finally {
      signal?.removeEventListener("abort", abort);
      this.#timers.forEach(clearTimeout);
      release();
    }
  }

  #exited(): Promise<number | null> {
    return new Promise((resolve) => {
      this.#child.once("exit", (code) => {
        if (this.#timedOut || this.#failure !== undefined) {
          signalGroup(this.#pid, "SIGKILL");
          this.#abandonPipes();
        }
        resolve(code);
      });
    });
  }

  /** What escaped into another group may hold the pipes open for ever; an ended program is not waited for that long. */
  #abandonPipes(): void {
    this.#after(GRACE_MILLISECONDS, () => {
      (this.#lent ?? this.#child.stdout)?.destroy();
      this.#child.stderr?.destroy();
    });
  }

  #writeInput(): void {
    // A program may end without having read its input; its exit code tells whether that was wrong.
    this.#child.stdin?.on("error", () => {});
    this.#child.stdin?.end(this.#options.input);
  }

  async #read(name: OutputStream): Promise<void> {
    const stream = this.#child[name] as Readable;
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        this.#kept[name].push(chunk);
        await this.take(chunk, name);
      }
    } catch (error) {
      if (!isPrematureClose(error)) {
        this.#fail(error);
      }
    }
  }

  async #readLent(stream: Socket): Promise<void> {
    stream.once("error", (error) => this.#fail(error));
    stream.resume();
    await new Promise((resolve) => stream.once("close", resolve));
  }

  /** Gives a chunk to its receiver; what it returns, where there is something to wait for, never rejects. */
  take(chunk: Uint8Array, name: OutputStream): Promise<void> | undefined {
    if (this.#failure !== undefined) {
      return undefined;
    }
    // A receiver that never finishes must not keep a program that is ended from being waited for.
    return takeChunk(
      () => this.#options.onOutput?.(chunk, name),
      this.#ending.promise,
      (error) => this.#fail(error),
    );
  }

  #fail(reason: unknown): void {
    if (this.#failure === undefined) {
      this.#failure = { reason };
      this.#end();
    }
  }

  #end(): void {
    this.#ending.resolve();
    signalGroup(this.#pid, "SIGTERM");
    this.#after(GRACE_MILLISECONDS, () => signalGroup(this.#pid, "SIGKILL"));
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
      this.#abandonPipes();
    }
  }

  #after(milliseconds: number, action: () => void): void {
    this.#timers.push(setTimeout(action, milliseconds));
  }
}

function isPrematureClose(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === "ERR_STREAM_PREMATURE_CLOSE";
}
