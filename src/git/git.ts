/** A working tree of Git, worked on by the git of this machine. */

import type { Exec } from "../exec/exec.ts";
import { printableLines } from "../exec/printable.ts";

export interface Git {
  /** The folder of the working tree. */
  readonly folder: string;
  /**
   * Runs git there.
   *
   * @returns what it printed
   * @throws GitError when it fails
   */
  run(...args: string[]): Promise<string>;
}

/** A git command that failed, with what git said, safe to print. */
export class GitError extends Error {
  override name = "GitError";
  /** Everything that git said, as it came. */
  readonly output: string;

  constructor(command: string, output: string) {
    super(`git ${command} failed: ${printableLines(output).join("\n")}`);
    this.output = output;
  }
}

/** Nothing that a working tree brings with it is run. */
const HARMLESS = ["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"];
const MOST_OUTPUT_BYTES = 64 * 1024 ** 2;

export function gitIn(folder: string, exec: Exec): Git {
  return {
    folder,
    async run(...args) {
      const { exitCode, stdout, stderr } = await exec("git", [...HARMLESS, ...args], {
        cwd: folder,
        env: { ...definedEnvironment(), GIT_TERMINAL_PROMPT: "0", LC_ALL: "C.UTF-8" },
        keepBytes: MOST_OUTPUT_BYTES,
      });
      if (exitCode !== 0) {
        throw new GitError(args[0] ?? "", `${stdout}\n${stderr}`.trim());
      }
      return stdout;
    },
  };
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
