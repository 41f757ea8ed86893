/** Room on the disk that the engine works on. */

import { statfs } from "node:fs/promises";
import { type Docker, type DockerOptions, dockerOutput } from "./docker.ts";

/** The folder that the engine keeps images in; undefined where it is not on this machine. */
export async function engineFolder(docker: Docker, options: DockerOptions = {}): Promise<string | undefined> {
  const folder = (await dockerOutput(docker, ["info", "--format", "{{.DockerRootDir}}"], options)).trim();
  return (await diskOf(folder)) === undefined ? undefined : folder;
}

export interface DiskSpace {
  freeBytes: number;
  totalBytes: number;
}

/** The disk that a folder is on; undefined where there is no such folder. */
export async function diskOf(folder: string): Promise<DiskSpace | undefined> {
  const found = await statfs(folder).catch(() => undefined);
  return found && { freeBytes: found.bavail * found.bsize, totalBytes: found.blocks * found.bsize };
}

/**
 * Removes what the engine keeps to build faster, the least recently used first. A layer of an image that was deleted
 * takes room until then.
 */
export async function pruneBuildCache(
  docker: Docker,
  keepBytes: number,
  options: DockerOptions = {},
): Promise<void> {
  await dockerOutput(docker, ["builder", "prune", "--force", `--keep-storage=${keepBytes}`], options);
}
