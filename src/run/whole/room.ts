/** Sees to it that a run does not fill the disk. */

import { tmpdir } from "node:os";
import pLimit from "p-limit";
import { diskOf, engineFolder, pruneBuildCache } from "../../docker/engine/disk.ts";
import type { Docker } from "../../docker/engine/docker.ts";
import { countText } from "../../exec/figure.ts";

export interface Room {
  /** Says of an image, by its id, that this run made it and needs it no more. */
  giveUp(image: string): void;
  /**
   * Where little room is left on the engine's disk: deletes the images that were given up, then caches of building.
   * Waits for others who do so. Where it is another disk that is full, people are told.
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
  const toldOf = new Set<string>();
  let hasPruned = false;
  let engine: Promise<string | undefined> | undefined;

  /** How much a folder's disk is short of what is kept free; 0 where it can't be looked at. */
  async function missingBytes(folder: string | undefined): Promise<number> {
    const disk = folder === undefined ? undefined : await diskOf(folder);
    const wanted = options.minimumBytes ?? Math.min(MINIMUM_BYTES, (disk?.totalBytes ?? 0) / 10);
    return disk === undefined ? 0 : Math.max(0, wanted - disk.freeBytes);
  }

  /** Of a disk on which nothing can be deleted, people are told once. */
  async function tellOfOthers(): Promise<void> {
    for (const folder of [tmpdir(), ...folders]) {
      const missing = toldOf.has(folder) ? 0 : await missingBytes(folder);
      if (missing > 0) {
        toldOf.add(folder);
        say(
          `The disk of ${folder} is getting full, ${gigabytes(missing)} short of what is kept free; nothing of Docker is on it that could be deleted`,
        );
      }
    }
  }

  async function makeRoom(docker: Docker): Promise<void> {
    // Deleting what the engine has helps no other disk; one that it shares with others is as full for it as for them.
    engine ??= engineFolder(docker, cancel);
    const place = await engine;
    if ((await missingBytes(place)) === 0) {
      await tellOfOthers();
      return;
    }
    if (given.size === 0 && hasPruned) {
      return;
    }
    const images = [...given];
    given.clear();
    hasPruned = true;
    for (const image of images) {
      await docker.run(["image", "rm", image], cancel);
    }
    if ((await missingBytes(place)) > 0) {
      await pruneBuildCache(docker, CACHE_BYTES, cancel);
    }
    const left = await missingBytes(place);
    const short = left === 0 ? "" : `; still ${gigabytes(left)} short of what is kept free`;
    say(
      `The disk is getting full: deleted ${countText(images.length, "image")} of packages that are done, and caches of building${short}`,
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
