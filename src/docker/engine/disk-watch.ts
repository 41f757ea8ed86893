import { statfs } from "node:fs/promises";
import { type Docker, dockerOutput } from "./docker.ts";

/** What one build may write. The largest packages, with their compilers' leavings, come to a third of it. */
const MAX_DISK_BYTES = 30 * 1024 ** 3;
/** What must be left for everybody else. */
const MIN_FREE_BYTES = 2 * 1024 ** 3;
/** With less left, it may have been full between two looks. */
const LITTLE_BYTES = 1024 ** 3;
const INTERVAL_MILLISECONDS = 500;

/** Looks how full the engine's disk becomes while something runs that may fill it. */
export interface DiskWatch {
  /** Aborted, with a sentence as its reason, when too much has been written. */
  signal: AbortSignal;
  /** Whether the disk was seen to have room all the time; false where nobody could look. */
  hadRoom(): boolean;
  stop(): void;
}

/**
 * BuildKit has no limit of its own for what a step writes. What others write meanwhile counts too, since nobody can tell it
 * apart; an engine whose disk can't be looked at, such as one on another machine, is not watched.
 *
 * @param maxBytes how much may be written from now on
 */
export async function watchDisk(docker: Docker, maxBytes = MAX_DISK_BYTES): Promise<DiskWatch> {
  const full = new AbortController();
  const folder = (await dockerOutput(docker, ["info", "--format", "{{.DockerRootDir}}"])).trim();
  const free = async () => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  };
  const before = await free().catch(() => undefined);
  if (before === undefined) {
    return { signal: full.signal, hadRoom: () => false, stop: () => {} };
  }
  const least = Math.max(before - maxBytes, Math.min(MIN_FREE_BYTES, before / 2));
  let lowest = before;
  const look = async () => {
    const now = await free().catch(() => before);
    lowest = Math.min(lowest, now);
    if (now < least) {
      full.abort(
        `stopped when the disk had ${gibibytes(before - now)} less than before, and ${gibibytes(now)} left`,
      );
    }
  };
  const timer = setInterval(look, INTERVAL_MILLISECONDS);
  return { signal: full.signal, hadRoom: () => lowest > LITTLE_BYTES, stop: () => clearInterval(timer) };
}

function gibibytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}
