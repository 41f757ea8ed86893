/**
 * Which process a container belongs to, so that nothing of ours stays behind: a watchdog removes the containers of a
 * process that was killed, and {@link removeLeftovers} those of earlier ones that even their watchdog did not survive.
 */

import { spawn } from "node:child_process";
import { isProcessGone, processIdentity } from "../exec/process-identity.ts";
import { removeAbandonedFolders } from "../exec/temporary-folder.ts";
import { type Docker, dockerOutput } from "./docker.ts";

/** Every container has this label; its value is the identity of the process that it belongs to. */
export const SUPERVISOR_LABEL = "importgraph.supervisor";

/**
 * Removes what processes of this machine that are no more have left: containers, which the result counts, and
 * temporary folders.
 */
export async function removeLeftovers(docker: Docker): Promise<number> {
  await removeAbandonedFolders();
  const format = `{{.ID}}\t{{.Label "${SUPERVISOR_LABEL}"}}`;
  const list = await dockerOutput(docker, [
    "ps",
    "--all",
    "--filter",
    `label=${SUPERVISOR_LABEL}`,
    "--format",
    format,
  ]);
  const orphans = list
    .split("\n")
    .map((line) => line.split("\t"))
    .filter(([id, supervisor]) => id && supervisor && isProcessGone(supervisor))
    .map(([id]) => id as string);
  if (orphans.length > 0) {
    // Others may be removing the same ones right now.
    await docker.run(["rm", "--force", "--volumes", ...orphans]);
  }
  return orphans.length;
}

let watchdogRuns = false;

/**
 * Starts the watchdog of this process, once: a shell that waits for the end of its input, which comes when this
 * process ends in whatever way, and then removes what containers it left.
 */
export function startWatchdog(docker: Docker): void {
  if (watchdogRuns) {
    return;
  }
  watchdogRuns = true;
  const script = `
    trap '' HUP INT TERM
    read -r _
    for try in 1 2 3; do
      "$0" ps --all --quiet --filter "label=$1" | while read -r id; do "$0" rm --force --volumes "$id"; done
      sleep 1
    done`;
  const watchdog = spawn("sh", ["-c", script, docker.program, `${SUPERVISOR_LABEL}=${processIdentity()}`], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  watchdog.once("error", () => {
    // Without it, leftovers are found by the next run.
  });
  watchdog.unref();
  (watchdog.stdin as unknown as { unref(): void }).unref();
}
