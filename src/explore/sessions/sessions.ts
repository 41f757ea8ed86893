import { availableParallelism } from "node:os";
import type { OutputLog } from "../../exec/output-log.ts";
import { printableLines } from "../../exec/printable.ts";
import { TailBuffer } from "../../exec/tail-buffer.ts";
import type { Setup } from "../../setups/preparation.ts";
import type { ReceiverLimits } from "../session/limits.ts";
import { SESSION_PROTOCOL, type SessionJob } from "../session/protocol.ts";
import type { ReceiverOptions, SessionReceiver } from "../session/receiver.ts";
import { runSession, type Sandbox, type SessionEnd, type SessionOptions } from "../session/session.ts";
import type { Step } from "../session/steps.ts";

/** What is to be explored, as the pkginfo has it. */
export interface ExplorationTarget {
  /** Normalised name. */
  distribution: string;
  importNames: readonly string[] | undefined;
  /** Module → why it is not imported. */
  skip: Readonly<Record<string, string>>;
  setups: readonly Setup[];
}

/** What one session is for: the whole, who is to blame, a module that needs one for itself, or what can only be read. */
export type SessionPurpose = "all" | "blame" | "own" | "again" | "source";

export interface SessionReport {
  purpose: SessionPurpose;
  seconds: number;
  /** Where and why it died, how many seconds after that step had begun, and the last lines that it printed. */
  death?: { at: Step; message: string; seconds: number; lines: readonly string[] };
}

/** What of a job differs from session to session. */
export type SessionPlan = Omit<SessionJob, "protocol" | "distribution" | "importNames" | "mode">;

export interface SessionsOptions {
  target: ExplorationTarget;
  log: OutputLog;
  stepTimeoutSeconds: number;
  startTimeoutSeconds?: number | undefined;
  timeoutSeconds: number;
  limits?: ReceiverLimits | undefined;
  /** Default: as many as the machine has processors. */
  sessionsAtOnce?: number | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((receiver: SessionReceiver, session: number) => void) | undefined;
}

/** How one session differs from the others. */
export interface RunOptions extends Pick<SessionOptions, "onImported" | "onDone"> {
  purpose: SessionPurpose;
  mayTamper?: ReceiverOptions["mayTamper"];
  /** Ends this session only. */
  signal?: AbortSignal | undefined;
  /** Less than what every session has. */
  stepTimeoutSeconds?: number;
  /** Not from the time that all sessions share: what must be done however much was used up. */
  isLast?: boolean;
}

/** A session's plan, with what all sessions of one exploration have in common. */
function jobOf(
  { distribution, importNames }: ExplorationTarget,
  plan: SessionPlan,
  mode: SessionJob["mode"] = "import",
): SessionJob {
  return { protocol: SESSION_PROTOCOL, mode, distribution, importNames: importNames ?? null, ...plan };
}

/** How much of what was printed is told with a death. */
const TAIL_LINES = 15;
const TAIL_BYTES = 64 * 1024;

/** Runs the sessions of one exploration within the time that they have together; two may run side by side. */
export class Sessions {
  readonly #sandbox: Sandbox;
  readonly #options: SessionsOptions;
  // In the order in which they begin; undefined while one runs.
  readonly #reports: (SessionReport | undefined)[] = [];
  // The numbers of those that run.
  readonly #running = new Set<number>();
  #secondsLeft: number;

  constructor(sandbox: Sandbox, options: SessionsOptions) {
    this.#sandbox = sandbox;
    this.#options = options;
    this.#secondsLeft = options.timeoutSeconds;
  }

  get reports(): readonly SessionReport[] {
    return this.#reports.filter((report) => report !== undefined);
  }

  /** Whether there is time for a further session that may die. */
  get isTimeLeft(): boolean {
    return this.#secondsLeft > 1;
  }

  /** Whether two sessions that do not depend on each other may run side by side. */
  get mayRunTwo(): boolean {
    return (this.#options.sessionsAtOnce ?? availableParallelism()) > 1;
  }

  get stepTimeoutSeconds(): number {
    return this.#options.stepTimeoutSeconds;
  }

  /** The last lines that were printed. */
  lastLines(): string[] {
    return this.#options.log.tail(TAIL_LINES);
  }

  async run(plan: SessionPlan, run: RunOptions): Promise<SessionEnd> {
    const { target, log, timeoutSeconds, startTimeoutSeconds, limits, onProgress } = this.#options;
    const signals = [this.#options.signal, run.signal].filter((signal) => signal !== undefined);
    const number = this.#reports.push(undefined);
    const printed = new TailBuffer(TAIL_BYTES);
    this.#running.add(number);
    const end = await runSession(this.#sandbox, {
      job: jobOf(target, plan, run.purpose === "source" ? "source" : "import"),
      stepTimeoutSeconds: run.stepTimeoutSeconds ?? this.#options.stepTimeoutSeconds,
      startTimeoutSeconds,
      timeoutSeconds: run.isLast ? timeoutSeconds : this.#secondsLeft,
      log: copying(log, printed),
      receiver: { ...(limits && { limits }), ...(run.mayTamper && { mayTamper: run.mayTamper }) },
      ...(signals.length > 0 && { signal: AbortSignal.any(signals) }),
      onImported: run.onImported,
      onDone: run.onDone,
      // Of two that run, the one that began first is the one that others wait for.
      onProgress: (receiver) => Math.min(...this.#running) === number && onProgress?.(receiver, number),
    }).finally(() => this.#running.delete(number));
    const { seconds, death, stepSeconds } = end;
    this.#secondsLeft -= seconds;
    const lines = printableLines(printed.text()).slice(-TAIL_LINES);
    this.#reports[number - 1] = {
      purpose: run.purpose,
      seconds,
      ...(death?.at && { death: { at: death.at, message: death.message, seconds: stepSeconds, lines } }),
    };
    return end;
  }
}

/** The log, with the end of what this session prints: others may print at the same time. */
function copying(log: OutputLog, printed: TailBuffer): OutputLog {
  return {
    path: log.path,
    write: (chunk) => {
      printed.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
      return log.write(chunk);
    },
    tail: (lines) => log.tail(lines),
    close: () => log.close(),
  };
}
