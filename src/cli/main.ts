import { CommanderError } from "commander";
import { InputError } from "../errors/input-error.ts";
import { printableLines } from "../exec/printable.ts";
import { UsageError } from "../run/package/targets.ts";
import { type Context, createContext } from "./context.ts";
import { createProgram } from "./program.ts";

const FAILED = 1;
const WRONG_USAGE = 2;
const INTERRUPTED = 130;

class Interruption extends Error {
  override name = "Interruption";
}

/** The first Ctrl-C lets work end tidily, the second one ends the program at once. */
function signalOfInterruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) {
        process.exit(INTERRUPTED);
      }
      controller.abort(new Interruption(`stopped by ${name}`));
    });
  }
  return controller.signal;
}

/** Says what went wrong, and returns the exit code for it. */
function reportError(context: Context, error: unknown): number {
  if (context.signal.aborted) {
    context.say("\nStopped. Nothing half-done is left; the same command goes on from here.");
    return INTERRUPTED;
  }
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? 0 : WRONG_USAGE;
  }
  if (error instanceof InputError) {
    for (const line of printableLines(error.message)) {
      context.say(`${line.startsWith("  ") ? " " : context.colors.red("✗")} ${line}`);
    }
    return error instanceof UsageError ? WRONG_USAGE : FAILED;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  context.say("This is a defect of importgraph; please report it with these lines:");
  printableLines(text).forEach((line) => {
    context.say(`  ${line}`);
  });
  return FAILED;
}

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // Who reads our output has seen enough (`… | head`).
  process.exit(error.code === "EPIPE" ? 0 : FAILED);
});

const context = createContext(signalOfInterruption());
try {
  await createProgram(context).parseAsync();
} catch (error) {
  process.exitCode = reportError(context, error);
}
// Connections that are kept alive for a next request must not keep the program alive.
process.exit();
