/**
 * Which process a container belongs to, so that nothing of ours stays behind: a watchdog removes the containers of a
 * process that was killed, and {@link removeLeftovers} those of earlier ones that even their watchdog did not survive.
 */

import { spawn } from "node:child_process";
import { isProcessGone, processIdentity } from "../exec/process-identity.ts";
import { removeAbandonedFolders } from "../exec/temporary-folder.ts";
import { type Docker, dockerOutput } from "./docker.ts";

/** Every container, and every image that is made for one process, has this label; its value is that process's identity. */
export const SUPERVISOR_LABEL = "importgraph.supervisor";

/** The labels of an image that only this process uses: it is removed when this process is no more. */
export function supervisorLabels(): Record<string, string> {
  return { [SUPERVISOR_LABEL]: processIdentity() };
}

/**
 * Removes what processes of this machine that are no more have left: containers, which the result counts, images of their
 * own and temporary folders.
 */
export async function removeLeftovers(docker: Docker): Promise<number> {
  await removeAbandonedFolders();
  const format = ["--format", `{{.ID}}\t{{.Label "${SUPERVISOR_LABEL}"}}`];
  const containers = orphans(await dockerOutput(docker, ["ps", "--all", ...LABELLED, ...format]));
  if (containers.length > 0) {
    // Others may be removing the same ones right now.
    await docker.run(["rm", "--force", "--volumes", ...containers]);
  }
  await removeOrphanedImages(docker);
  return containers.length;
}

const LABELLED = ["--filter", `label=${SUPERVISOR_LABEL}`];

async function removeOrphanedImages(docker: Docker): Promise<void> {
  const ids = (await dockerOutput(docker, ["image", "ls", "--quiet", ...LABELLED]))
    .split("\n")
    .filter(Boolean);
  if (ids.length === 0) {
    return;
  }
  const format = `{{.Id}}\t{{index .Config.Labels "${SUPERVISOR_LABEL}"}}`;
  const { stdout } = await docker.run(["image", "inspect", "--format", format, ...new Set(ids)]);
  const images = orphans(stdout);
  if (images.length > 0) {
    await docker.run(["image", "rm", "--force", ...images]);
  }
}

/** Of lines with an id and the identity of a process, the ids of those whose process is no more. */
function orphans(lines: string): string[] {
  return lines
    .split("\n")
    .map((line) => line.split("\t"))
    .filter(([id, supervisor]) => id && supervisor && isProcessGone(supervisor))
    .map(([id]) => id as string);
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
