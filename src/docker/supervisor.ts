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

/** How many containers this process is responsible for now; undefined before the watchdog was started. */
let containers: number | undefined;

/**
 * Runs what makes and removes a container under the watchdog of this process: a shell that waits for the end of its
 * input, which comes when this process ends in whatever way, and then removes what containers it left.
 */
export async function underWatchdog<T>(docker: Docker, run: () => Promise<T>): Promise<T> {
  if (containers === undefined) {
    startWatchdog(docker);
  }
  containers = (containers ?? 0) + 1;
  try {
    return await run();
  } finally {
    containers -= 1;
  }
}

function startWatchdog(docker: Docker): void {
  // More than once, since a client that outlived this process may just be making a container.
  const script = `
    trap '' HUP INT TERM
    read -r line
    [ "$line" = end ] && exit
    for try in 1 2 3; do
      "$0" ps --all --quiet --filter "label=$1" | while read -r id; do "$0" rm --force --volumes "$id"; done
      sleep 1
    done`;
  const watchdog = spawn("sh", ["-c", script, docker.program, `${SUPERVISOR_LABEL}=${processIdentity()}`], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  // Without a watchdog, leftovers are found by the next run.
  watchdog.once("error", () => {});
  watchdog.stdin.on("error", () => {});
  watchdog.unref();
  (watchdog.stdin as unknown as { unref(): void }).unref();
  process.once("exit", () => {
    if (containers === 0) {
      watchdog.stdin.write("end\n");
    }
  });
}
