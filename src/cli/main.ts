import { writtenOut } from "../exec/written-out.ts";
import { createContext } from "./context.ts";
import { INTERRUPTED, reportError } from "./failure.ts";
import { createProgram } from "./program.ts";

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

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // Who reads our output has seen enough (`… | head`).
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

const context = createContext(signalOfInterruption());
const args = process.argv.slice(2);
const program = await createProgram(context, args);
try {
  await program.parseAsync(args, { from: "user" });
} catch (error) {
  process.exitCode = reportError(context, error, program, args);
}
await writtenOut();
// Connections that are kept alive for a next request must not keep the program alive.
process.exit();
