/** One way to run a program, so that the same domain code works in a terminal and inside an action. */

export type OutputStream = "stdout" | "stderr";

export interface ExecOptions {
  cwd?: string;
  /** The whole environment of the program; the caller's own when left out. */
  env?: Readonly<Record<string, string>>;
  /** Written to standard input, which is then closed. Standard input is empty when left out. */
  input?: string | Uint8Array;
  /** Aborting ends the program (SIGTERM, then SIGKILL after two seconds). */
  signal?: AbortSignal;
  /** The program is ended after this many seconds; the result then has `timedOut`. */
  timeoutSeconds?: number;
  /**
   * Gets each chunk as it comes. While a promise it returned is pending, that stream is not read (the program then
   * waits once its pipe is full). If it throws or rejects, the program is ended and the call rejects with that error.
   */
  onOutput?: (chunk: Uint8Array, stream: OutputStream) => void | Promise<void>;
  /**
   * Chunks of standard output are only lent to `onOutput`, which costs less where they are many: their memory is used
   * again once they are taken. The result need not hold any.
   */
  lendsStdout?: boolean;
  /** How much of each stream is kept for the result, the newest bytes first to stay. Default 1 MiB. */
  keepBytes?: number;
}

export interface ExecResult {
  /** Null when a signal ended the program. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
  timedOut: boolean;
}

/**
 * Runs a program with an argument array, never through a shell.
 *
 * Resolves whatever the exit code is; rejects with {@link ProgramNotFoundError} when there is no such program, and
 * with the signal's reason when it was aborted.
 */
export type Exec = (program: string, args: readonly string[], options?: ExecOptions) => Promise<ExecResult>;

export class ProgramNotFoundError extends Error {
  override name = "ProgramNotFoundError";
  readonly program: string;

  constructor(program: string, options?: ErrorOptions) {
    super(`there is no program "${program}" on this machine's PATH`, options);
    this.program = program;
  }
}
