import { tmpdir } from "node:os";
import { join } from "node:path";
import { programHome } from "../files/home.ts";
import { openWorkshop, type Workshop } from "../run/package/workshop.ts";
import type { Job } from "./action.ts";
import { actionsExec } from "./actions-exec.ts";

/** Where the output of packages is kept on a runner; a workflow may keep it as an artifact. */
export function logFolder(): string {
  return join(process.env.RUNNER_TEMP ?? tmpdir(), "importgraph-logs");
}

/** Does something with the parts of the runner that stages need. */
export async function withWorkshop<T>(job: Job, action: (workshop: Workshop) => Promise<T>): Promise<T> {
  const { signal } = job;
  const workshop = openWorkshop({ exec: actionsExec, home: programHome, logFolder: logFolder(), signal });
  try {
    return await action(workshop);
  } finally {
    await workshop.close();
  }
}
