import { printableLines } from "../exec/printable.ts";
import type { SessionReceiver } from "./session/receiver.ts";
import type { Supply } from "./session/supply.ts";
import type { SessionReport } from "./sessions/sessions.ts";

/** What is told of a module beside the shard, since it differs from run to run. */
export interface ModuleReport {
  /** Of importing and looking at it, or reading it, in the session that the shard has it from; or until it ended one. */
  seconds: number;
  /**
   * Why it could not be imported, as Python tells it: the last frames, with paths relative to site-packages or to the
   * standard library. Safe to print; at most 8,000 characters before what is not was escaped.
   */
  traceback?: string;
}

/**
 * What the sessions tell of each planned module, and, under the empty name, of what runs before all modules.
 *
 * @param sessions all that ran, with how they ended
 */
export function moduleReports(
  planned: readonly string[],
  { suppliers, importedElsewhere }: Supply,
  main: SessionReceiver,
  sessions: readonly SessionReport[],
): Map<string, ModuleReport> {
  const secondsOfDeaths = new Map<string, number>();
  for (const { death } of sessions) {
    if (death !== undefined) {
      const { module } = death.at;
      secondsOfDeaths.set(module, Math.max(death.seconds, secondsOfDeaths.get(module) ?? 0));
    }
  }
  // There are few sessions, and thousands of modules.
  const receivers = [...new Set([main, ...suppliers.values()])];
  const secondsOf = new Map(receivers.map((receiver) => [receiver, receiver.steps.secondsOfModules]));
  const reports = new Map<string, ModuleReport>();
  for (const module of ["", ...planned]) {
    const supplier = suppliers.get(module) ?? main;
    const traceback =
      supplier.asides.tracebacks.get(module) ??
      (importedElsewhere.has(module) ? undefined : main.asides.tracebacks.get(module));
    const seconds = secondsOf.get(supplier)?.get(module) ?? 0;
    reports.set(module, {
      seconds: Math.max(seconds, secondsOfDeaths.get(module) ?? 0),
      ...(traceback !== undefined && { traceback: printableLines(traceback.text).join("\n") }),
    });
  }
  return reports;
}
