import { randomBytes } from "node:crypto";
import { constants } from "node:os";
import type { SandboxOptions, SandboxResult } from "../../docker/sandbox/sandbox.ts";
import { InputError } from "../../errors/input-error.ts";
import type { OutputLog } from "../../exec/output-log.ts";
import type { ProblemStage } from "../../shard/records.ts";
import type { SessionJob } from "./protocol.ts";
import { type ReceiverOptions, SessionReceiver } from "./receiver.ts";
import { describeStep, type Step } from "./steps.ts";

/** Runs the explorer once in a container: the docker room's `runSandbox`, bound to an image. */
export type Sandbox = (run: SandboxRun) => Promise<SandboxEnd>;

/** What differs from session to session. */
export type SandboxRun = Required<
  Pick<SandboxOptions, "stdin" | "timeoutSeconds" | "onStdout" | "log" | "signal" | "onAbort">
>;

export type SandboxEnd = Pick<SandboxResult, "exitCode" | "timedOut" | "oomKilled" | "tooMuchOutput">;

/** Why a session ended before it was done, as a problem of the module at fault will say it. */
export interface Death {
  stage: Extract<ProblemStage, "timeout" | "crash" | "memory" | "limit" | "tamper">;
  error: string;
  message: string;
  /** Where it happened; undefined before any code of a package ran. */
  at: Step | undefined;
}

export interface SessionEnd {
  /** What was received; its state is "done" exactly where there is no death. */
  receiver: SessionReceiver;
  death: Death | undefined;
  seconds: number;
  /** Since a step last began or ended. */
  stepSeconds: number;
}

export interface SessionOptions {
  job: SessionJob;
  /** For each step, and for what happens between two. */
  stepTimeoutSeconds: number;
  /** Until the first event, where that is more. Default 60. */
  startTimeoutSeconds?: number | undefined;
  /** For the whole session. */
  timeoutSeconds: number;
  log: OutputLog;
  /** What the receiver allows. */
  receiver?: Pick<ReceiverOptions, "limits" | "mayTamper">;
  signal?: AbortSignal;
  /** Called once all that can be imported is, with the planned modules that could not be. */
  onImported?: ((receiver: SessionReceiver, missing: ReadonlySet<string>) => void) | undefined;
  /** Called when it is done; what still comes may yet show that it was not. */
  onDone?: ((receiver: SessionReceiver) => void) | undefined;
  /** Called when a step begins or ends. */
  onProgress?: (receiver: SessionReceiver) => void;
}

/** Until the explorer begins nothing of a package runs: who waits longer than a step may take waits for the machine. */
const START_TIMEOUT_SECONDS = 60;
/** An explorer that is done has nothing left to do; threads and exit handlers of packages get no more than this. */
const GRACE_MILLISECONDS = 300;

/**
 * Runs one session to its end, whatever it does: done, dead, or stopped because it hung, sent too much or sent
 * nonsense.
 *
 * @throws the signal's reason when aborted; what the sandbox throws when the engine could not run it
 */
export async function runSession(sandbox: Sandbox, options: SessionOptions): Promise<SessionEnd> {
  const { job, log, signal, timeoutSeconds } = options;
  const begun = performance.now();
  const { mode, only, skip } = job;
  // What writes to the explorer's descriptor without being the explorer does not know it.
  const sign = `${randomBytes(12).toString("hex")} `;
  const wanted = only === null ? undefined : new Set(only);
  const receiver = new SessionReceiver({
    skip: Object.keys(skip),
    sign,
    isToImport: (module) => mode === "import" && wanted?.has(module) !== false,
    ...options.receiver,
  });
  const watchdog = new Watchdog(receiver, options);
  let end: SandboxEnd | undefined;
  let wantedMoreProcesses = false;
  try {
    end = await sandbox({
      stdin: JSON.stringify({ ...job, sign }),
      timeoutSeconds,
      onStdout: (chunk) => watchdog.take(chunk),
      log,
      onAbort: (wantedMore) => {
        wantedMoreProcesses = wantedMore;
      },
      signal: signal === undefined ? watchdog.signal : AbortSignal.any([signal, watchdog.signal]),
    });
  } catch (error) {
    // Rejecting is how the sandbox says that the watchdog stopped it.
    if (!watchdog.signal.aborted) {
      throw error;
    }
  } finally {
    watchdog.stop();
  }
  signal?.throwIfAborted();
  const death = deathOf(receiver, end, {
    hungSeconds: watchdog.hungSeconds,
    wantedMoreProcesses,
    timeoutSeconds,
  });
  const now = performance.now();
  return {
    receiver,
    death,
    seconds: (now - begun) / 1000,
    stepSeconds: (now - watchdog.progressedAt) / 1000,
  };
}

/** Feeds the receiver, and ends the session when there is nothing more to wait for. */
class Watchdog {
  readonly #receiver: SessionReceiver;
  readonly #options: SessionOptions;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #progress = 0;
  #progressedAt = performance.now();
  #hungSeconds: number | undefined;

  constructor(receiver: SessionReceiver, options: SessionOptions) {
    this.#receiver = receiver;
    this.#options = options;
    this.#await();
  }

  /** Aborted when the session is to be ended. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** When a step last began or ended, by the clock of `performance`. */
  get progressedAt(): number {
    return this.#progressedAt;
  }

  /** How long something took that may not take longer, if anything did. */
  get hungSeconds(): number | undefined {
    return this.#hungSeconds;
  }

  take(chunk: Uint8Array): void {
    const receiver = this.#receiver;
    const wasRunning = receiver.state === "running";
    const wasImporting = receiver.missing === undefined;
    receiver.push(chunk);
    if (receiver.state === "violated") {
      this.#stop.abort();
    } else if (receiver.state === "done") {
      if (wasRunning) {
        this.#setTimer(GRACE_MILLISECONDS, () => this.#stop.abort());
        this.#options.onDone?.(receiver);
      }
    } else if (receiver.steps.progress !== this.#progress) {
      this.#progress = receiver.steps.progress;
      this.#progressedAt = performance.now();
      this.#await();
      this.#options.onProgress?.(receiver);
    }
    if (wasImporting && receiver.missing !== undefined && receiver.state === "running") {
      this.#options.onImported?.(receiver, receiver.missing);
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #await(): void {
    const { stepTimeoutSeconds, startTimeoutSeconds = START_TIMEOUT_SECONDS } = this.#options;
    const hasStarted = this.#receiver.start !== undefined;
    const seconds = hasStarted ? stepTimeoutSeconds : Math.max(startTimeoutSeconds, stepTimeoutSeconds);
    this.#setTimer(seconds * 1000, () => {
      this.#hungSeconds = seconds;
      this.#stop.abort();
    });
  }

  #setTimer(milliseconds: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, milliseconds);
  }
}

/**
 * That the explorer failed before any code of a package ran: it is the image or the explorer that is wrong.
 *
 * @param lines the last lines that it wrote
 */
export function explorerFailure(distribution: string, death: Death, lines: readonly string[]): InputError {
  const said = lines.length === 0 ? "it wrote nothing" : lines.map((line) => `\n    ${line}`).join("");
  return new InputError({
    message: `the explorer could not start on ${distribution}: ${death.message}; ${said}`,
    fix: `see whether the image has ${distribution} installed, and build it again`,
  });
}

function deathOf(
  receiver: SessionReceiver,
  end: SandboxEnd | undefined,
  {
    hungSeconds,
    wantedMoreProcesses,
    timeoutSeconds,
  }: { hungSeconds: number | undefined; wantedMoreProcesses: boolean; timeoutSeconds: number },
): Death | undefined {
  if (receiver.state === "done") {
    return undefined;
  }
  const at = receiver.steps.atWork;
  const where = at === undefined ? "before anything was imported" : `in ${describeStep(at)}`;
  const { violation } = receiver;
  if (violation !== undefined) {
    return { ...violation, message: `${violation.message} (${where})`, at };
  }
  if (hungSeconds !== undefined && wantedMoreProcesses) {
    const message = `more processes were wanted than allowed, and not done after ${hungSeconds} s (${where})`;
    return { stage: "limit", error: "TooManyProcesses", message, at };
  }
  if (hungSeconds !== undefined) {
    return { stage: "timeout", error: "TimedOut", message: `not done after ${hungSeconds} s (${where})`, at };
  }
  if (end?.oomKilled) {
    return {
      stage: "memory",
      error: "OutOfMemory",
      message: `more memory was wanted than allowed (${where})`,
      at,
    };
  }
  if (end?.timedOut) {
    const message = `the whole was not done after ${timeoutSeconds} s (${where})`;
    return { stage: "timeout", error: "TimedOut", message, at };
  }
  if (end?.tooMuchOutput) {
    return { stage: "limit", error: "TooMuchOutput", message: `too much was printed (${where})`, at };
  }
  return {
    stage: "crash",
    error: "Exited",
    message: `the interpreter ${describeExit(end?.exitCode ?? null)} (${where})`,
    at,
  };
}

// A container's exit code is 128 and the signal's number where a signal ended its program.
function describeExit(exitCode: number | null): string {
  if (exitCode === null) {
    return "was ended";
  }
  const [name] = Object.entries(constants.signals).find(([, number]) => number === exitCode - 128) ?? [];
  return name === undefined ? `ended with exit code ${exitCode}` : `was ended by ${name}`;
}
