import { exec as runWithToolkit } from "@actions/exec";
import { type Exec, ProgramNotFoundError } from "../exec/exec.ts";
import { nodeExec } from "../exec/node-exec.ts";
import { TailBuffer } from "../exec/tail-buffer.ts";

const DEFAULT_KEEP_BYTES = 1024 * 1024;

/**
 * The {@link Exec} of an action: the toolkit's, for programs that end by themselves and read nothing, such as git. The
 * toolkit can neither end a program nor hold its output back, and one that leaves its input unread ends the action
 * (EPIPE); so whatever needs one of these is run as in a terminal. Output is never echoed: it could carry commands for
 * the runner.
 */
export const actionsExec: Exec = async (program, args, options = {}) => {
  const { signal, timeoutSeconds, onOutput, input, cwd, env, keepBytes = DEFAULT_KEEP_BYTES } = options;
  if ([signal, timeoutSeconds, onOutput, input].some((option) => option !== undefined)) {
    return await nodeExec(program, args, options);
  }
  const [stdout, stderr] = [new TailBuffer(keepBytes), new TailBuffer(keepBytes)];
  // The toolkit splits the program at spaces, as if it were a command line.
  const command = /[\s"]/.test(program) ? `"${program.replaceAll('"', '\\"')}"` : program;
  const exitCode = await runWithToolkit(command, [...args], {
    silent: true,
    ignoreReturnCode: true,
    ...(cwd !== undefined && { cwd }),
    ...(env !== undefined && { env: { ...env } }),
    listeners: { stdout: (chunk) => stdout.push(chunk), stderr: (chunk) => stderr.push(chunk) },
  }).catch((error: unknown) => {
    throw /unable to locate executable|ENOENT/i.test(String(error))
      ? new ProgramNotFoundError(program, { cause: error })
      : error;
  });
  return { exitCode, stdout: stdout.text(), stderr: stderr.text(), timedOut: false };
};
