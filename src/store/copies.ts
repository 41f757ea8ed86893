/** Objects of another machine as files of this one. */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { access as accessFile, copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { cacheFolder } from "../files/cache-folder.ts";
import { removeAbandonedFiles, writeWholeFile } from "../files/whole-file.ts";
import { exploreAgain } from "./layout.ts";
import { objectKind } from "./object-kind.ts";
import { UnreadableObjectError } from "./store.ts";

/** Copies that outlive the process, in the user's cache folder. They may be removed at any time. */
export interface LocalCopies {
  /**
   * The copy of an object. What is named by its content is fetched once, and again where the copy is not that content
   * any more; anything else each time.
   *
   * @throws UnreadableObjectError where there is no such object, or its content is not what its name says
   */
  path(key: string): Promise<string>;
  /** Moves in the file that an object was made from. */
  take(key: string, path: string): Promise<void>;
}

/**
 * @param address how a person names the store
 * @param identity the same for whoever means this place
 * @param fetchFile fetches an object into a file
 * @throws UnreadableObjectError where there is no such object
 */
export function localCopies(
  { address, identity }: { address: string; identity: string },
  fetchFile: (key: string, path: string) => Promise<void>,
): LocalCopies {
  const name = createHash("sha256").update(identity).digest("hex").slice(0, 16);
  const folder = join(cacheFolder("objects"), name);
  const pathOf = (key: string) => join(folder, ...key.split("/"));
  let tidying: Promise<void> | undefined;
  /** Before the first one is made, what processes that were killed had begun is removed. */
  function tidy(): Promise<void> {
    tidying ??= removeAbandonedFiles(folder, { below: true });
    return tidying;
  }
  return {
    async path(key) {
      const path = pathOf(key);
      if (!(objectKind(key).isImmutable && (await isWhole(key, path)))) {
        await tidy();
        await writeWholeFile(path, async (temporary) => {
          await fetchFile(key, temporary);
          await checkContent(address, key, temporary);
        });
      }
      return path;
    },
    async take(key, path) {
      await tidy();
      await writeWholeFile(pathOf(key), (temporary) => copyFile(path, temporary));
      await rm(path, { force: true });
    },
  };
}

/** Whether a copy is there and, where the name says it, has the content: disks fail, and folders are written to. */
async function isWhole(key: string, path: string): Promise<boolean> {
  return (await isThere(path)) && (await hasItsContent(key, path));
}

async function hasItsContent(key: string, path: string): Promise<boolean> {
  const { unpackedDigest } = objectKind(key);
  return unpackedDigest === undefined || (await digestUnpacked(path)) === unpackedDigest;
}

async function checkContent(address: string, key: string, path: string): Promise<void> {
  if (!(await hasItsContent(key, path))) {
    throw new UnreadableObjectError({
      place: { file: `${address}/${key}` },
      message: "its content is not what its name says: the object is damaged or was replaced",
      fix: exploreAgain(key),
    });
  }
}

/** SHA-256 of a gzip file's content; undefined for a file that cannot be unpacked. */
async function digestUnpacked(path: string): Promise<string | undefined> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(path), createGunzip(), hash);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith("Z_")) {
      return undefined;
    }
    throw error;
  }
  return hash.digest("hex");
}

async function isThere(path: string): Promise<boolean> {
  return await accessFile(path).then(
    () => true,
    () => false,
  );
}
