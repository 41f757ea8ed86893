/** How every action runs: inputs in, outputs out, one place where errors end. */

import { info, setOutput } from "@actions/core";
import { printableLine } from "../exec/printable.ts";
import { writtenOut } from "../exec/written-out.ts";
import { annotateError } from "./annotations.ts";
import { type InputKind, type InputValues, readInputs } from "./inputs.ts";

/** The names that an action's `action.yml` declares; generated from it, so that the types tell where they differ. */
export interface ActionInterface {
  inputs: string;
  outputs: string;
}

/** What an action's work gets besides its inputs. */
export interface Job {
  /** Aborted when the runner cancels the job; it kills the action ten seconds later. */
  readonly signal: AbortSignal;
  /** A line for the log. Text from outside is made printable. */
  say(line: string): void;
  /** The step is red when the work is done, though the action goes on: what was made is not lost. */
  fail(): void;
}

/**
 * Runs an action. An error ends it and is told by annotations; outputs are set only when the work is done.
 *
 * @param kinds what each input may be
 * @param work returns the outputs
 */
export async function runAction<
  Interface extends ActionInterface,
  Kinds extends Record<Interface["inputs"], InputKind<unknown>> = never,
>(
  kinds: Kinds,
  work: (
    inputs: InputValues<Kinds>,
    job: Job,
  ) => Promise<Record<Interface["outputs"], string | number | boolean>>,
): Promise<void> {
  const job: Job = {
    signal: signalOfCancelling(),
    say: (line) => info(printableLine(line)),
    fail: () => {
      process.exitCode = 1;
    },
  };
  let root: string | undefined;
  try {
    const inputs = readInputs(kinds);
    root = (inputs as Partial<Record<string, unknown>>).root as string | undefined;
    const outputs = await work(inputs, job);
    for (const [name, value] of Object.entries(outputs)) {
      setOutput(name, value);
    }
  } catch (error) {
    process.exitCode = 1;
    if (job.signal.aborted) {
      job.say("Cancelled. Nothing half-done is left; running it again goes on from here.");
    } else {
      annotateError(error, root);
    }
  }
  await writtenOut();
  // Connections that are kept alive for a next request must not keep the action alive.
  process.exit();
}

function signalOfCancelling(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => controller.abort(new Error(`cancelled by ${name}`)));
  }
  return controller.signal;
}
