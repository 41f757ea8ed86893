/**
 * Which process a container belongs to, so that nothing of ours stays behind: a watchdog removes the containers of a
 * process that was killed, and {@link removeLeftovers} those of earlier ones that even their watchdog did not survive.
 */

import { isProcessGone, processIdentity } from "../../exec/process-identity.ts";
import { removeAbandonedFolders } from "../../exec/temporary-folder.ts";
import { watchLabel } from "../../exec/watchdog.ts";
import { type Docker, dockerOutput } from "../engine/docker.ts";

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

/** Runs what makes and removes a container, which is removed, too, if this process is killed meanwhile. */
export async function underWatchdog<T>(docker: Docker, run: () => Promise<T>): Promise<T> {
  const release = watchLabel(docker.program, `${SUPERVISOR_LABEL}=${processIdentity()}`);
  try {
    return await run();
  } finally {
    release();
  }
}
