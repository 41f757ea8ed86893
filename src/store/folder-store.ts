import { createReadStream } from "node:fs";
import { open, readFile, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { withProcessLock } from "../exec/process-lock.ts";
import { InputError } from "../input-error.ts";
import { writeWholeFile } from "../whole-file.ts";
import type { Store } from "./store.ts";

/** A store in a folder of this machine, by the same keys as in a bucket. The folder is made by the first write. */
export function folderStore(folder: string): Store {
  const root = resolve(folder);
  const pathOf = (key: string) => join(root, ...key.split("/"));

  async function read(key: string): Promise<Uint8Array | undefined> {
    return await orUndefinedWhenMissing(readFile(pathOf(key)));
  }

  async function write(key: string, body: Uint8Array | string): Promise<void> {
    await writeWholeFile(pathOf(key), async (temporary) => {
      const file = await open(temporary, "w");
      try {
        await file.writeFile(body);
        await file.sync();
      } finally {
        await file.close();
      }
    });
  }

  return {
    address: folder,
    folder: root,
    read,
    write,
    localPath: async (key) => pathOf(key),
    async has(key) {
      return (await orUndefinedWhenMissing(stat(pathOf(key)))) !== undefined;
    },
    async adopt(key, path) {
      await writeWholeFile(pathOf(key), async (temporary) => {
        const file = await open(temporary, "w");
        await pipeline(createReadStream(path), file.createWriteStream({ flush: true }));
      });
      await rm(path, { force: true });
    },
    async update(key, change) {
      await withProcessLock(pathOf(key), async () => write(key, change(await read(key))));
    },
  };
}

/**
 * Where results are kept, as a person writes it: a folder's path or a `file:///` URL.
 *
 * @throws InputError for an address of another kind
 */
export function openStore(address: string): Store {
  if (address.startsWith("file:")) {
    return folderStore(decodeURIComponent(new URL(address).pathname));
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(address)) {
    throw new InputError({
      message: `cannot keep results in "${address}": expected a folder's path or a file:/// URL`,
      fix: "give --store or IMPORTGRAPH_STORE a folder",
    });
  }
  return folderStore(address);
}

async function orUndefinedWhenMissing<T>(pending: Promise<T>): Promise<T | undefined> {
  try {
    return await pending;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") {
      return undefined;
    }
    throw error;
  }
}
