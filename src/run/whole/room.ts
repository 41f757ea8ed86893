/** Sees to it that a run does not fill the disk. */

import { tmpdir } from "node:os";
import pLimit from "p-limit";
import { type DiskSpace, diskOf, engineFolder, pruneBuildCache } from "../../docker/engine/disk.ts";
import type { Docker } from "../../docker/engine/docker.ts";

export interface Room {
  /** Says of an image, by its id, that this run made it and needs it no more. */
  giveUp(image: string): void;
  /**
   * Where little room is left: deletes the images that were given up, then caches of building. Waits for others who do
   * so.
   */
  make(docker: Docker): Promise<void>;
}

export interface RoomOptions {
  /** Further folders that are written to, such as the store's. They need not be there yet. */
  folders: readonly string[];
  /** Room is made where less than this is free. */
  minimumBytes?: number;
  say: (line: string) => void;
  signal?: AbortSignal;
}

/** Enough for some images at a time; on a small disk a tenth of it. */
const MINIMUM_BYTES = 10 * 1000 ** 3;
const CACHE_BYTES = 1000 ** 3;

export function openRoom(options: RoomOptions): Room {
  const { folders, say, signal } = options;
  const cancel = signal ? { signal } : {};
  const oneAtATime = pLimit(1);
  const given = new Set<string>();
  let hasPruned = false;
  let engine: Promise<string | undefined> | undefined;

  async function lowest(docker: Docker): Promise<DiskSpace | undefined> {
    engine ??= engineFolder(docker, cancel);
    const places = [await engine, tmpdir(), ...folders].filter((folder) => folder !== undefined);
    const disks = (await Promise.all(places.map(diskOf))).filter((disk) => disk !== undefined);
    return disks.sort((a, b) => a.freeBytes - b.freeBytes)[0];
  }

  async function missingBytes(docker: Docker): Promise<number> {
    const disk = await lowest(docker);
    const wanted = options.minimumBytes ?? Math.min(MINIMUM_BYTES, (disk?.totalBytes ?? 0) / 10);
    return disk === undefined ? 0 : Math.max(0, wanted - disk.freeBytes);
  }

  async function makeRoom(docker: Docker): Promise<void> {
    const missing = await missingBytes(docker);
    if (missing === 0 || (given.size === 0 && hasPruned)) {
      return;
    }
    const images = [...given];
    given.clear();
    hasPruned = true;
    for (const image of images) {
      await docker.run(["image", "rm", image], cancel);
    }
    if ((await missingBytes(docker)) > 0) {
      await pruneBuildCache(docker, CACHE_BYTES, cancel);
    }
    const left = await missingBytes(docker);
    const short = left === 0 ? "" : `; still ${gigabytes(left)} short of what is kept free`;
    say(
      `The disk is getting full: deleted ${images.length} image${images.length === 1 ? "" : "s"} of packages that are done, and caches of building${short}`,
    );
  }

  return {
    giveUp: (image) => given.add(image),
    make: (docker) => oneAtATime(() => makeRoom(docker)),
  };
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1000 ** 3).toFixed(1)} GB`;
}
