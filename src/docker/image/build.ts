/** Builds images with BuildKit. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { OutputLog } from "../../exec/output-log.ts";
import { TailBuffer } from "../../exec/tail-buffer.ts";
import { temporaryFolder } from "../../exec/temporary-folder.ts";
import { watchDisk } from "../engine/disk-watch.ts";
import type { Docker } from "../engine/docker.ts";
import { type MachineSecrets, proxyVariables } from "../engine/machine-secrets.ts";
import { BuildError, buildErrorFrom } from "./build-error.ts";
import { deleteUntagged, imageId } from "./images.ts";

export interface BuildImageOptions {
  /** The folder that the Dockerfile's COPY and bind mounts read from. */
  contextDirectory: string;
  /** Path of the Dockerfile. */
  dockerfile: string;
  tag: string;
  /** The stage to build; the last one when left out. */
  target?: string;
  labels?: Readonly<Record<string, string>>;
  buildArgs?: Readonly<Record<string, string>>;
  secrets?: MachineSecrets;
  log: OutputLog;
  timeoutSeconds: number;
  /** How much it may write to the engine's disk. Default 30 GiB. */
  maxDiskBytes?: number;
  signal?: AbortSignal;
}

const PROGRESS_BYTES = 4 * 1024 * 1024;
/**
 * Builds `tag`. An image that had this tag is replaced, and deleted once the build has succeeded, unless it has other
 * tags or a container uses it. Aborting, the timeout or too much on the disk ends the running step too.
 *
 * @returns the id of what was built, from the build itself: another process may have given the tag away since
 * @throws BuildError with the lines of output that say why; everything else that was printed is in `log`.
 */
export async function buildImage(docker: Docker, options: BuildImageOptions): Promise<string> {
  const work = await temporaryFolder();
  try {
    return await buildInto(join(work.path, "id"), docker, options);
  } finally {
    await work.remove();
  }
}

async function buildInto(idFile: string, docker: Docker, options: BuildImageOptions): Promise<string> {
  const { log, timeoutSeconds, signal } = options;
  const cancel = signal ? { signal } : {};
  const replaced = await imageId(docker, options.tag, cancel);
  const progress = new TailBuffer(PROGRESS_BYTES);
  const disk = await watchDisk(docker, options.maxDiskBytes);
  const result = await docker
    .run(buildArguments(idFile, options), {
      timeoutSeconds,
      keepBytes: 0,
      onOutput: (chunk) => {
        progress.push(chunk);
        return log.write(chunk);
      },
      signal: signal === undefined ? disk.signal : AbortSignal.any([signal, disk.signal]),
    })
    .catch((error: unknown) => {
      if (!disk.signal.aborted || signal?.aborted) {
        throw error;
      }
      throw new BuildError("disk-full", buildErrorFrom(progress.text(), true).step, [disk.signal.reason]);
    })
    .finally(disk.stop);
  if (result.exitCode !== 0) {
    throw buildErrorFrom(progress.text(), result.timedOut, { hadRoom: disk.hadRoom() });
  }
  const built = (await readFile(idFile, "utf8")).trim();
  if (replaced !== undefined && replaced !== built) {
    await deleteUntagged(docker, replaced, cancel);
  }
  return built;
}

function buildArguments(idFile: string, options: BuildImageOptions): string[] {
  const { contextDirectory, dockerfile, tag, target, labels = {}, buildArgs = {}, secrets } = options;
  return [
    "build",
    "--progress=plain",
    `--file=${dockerfile}`,
    `--tag=${tag}`,
    `--iidfile=${idFile}`,
    ...(target === undefined ? [] : [`--target=${target}`]),
    // BuildKit passes these to every step without a trace in the image.
    ...proxyVariables().map((name) => `--build-arg=${name}`),
    ...Object.entries(buildArgs).map(([name, value]) => `--build-arg=${name}=${value}`),
    ...Object.entries(labels).map(([name, value]) => `--label=${name}=${value}`),
    ...(secrets?.files ?? []).map(({ id, path }) => `--secret=id=${id},src=${path}`),
    contextDirectory,
  ];
}
