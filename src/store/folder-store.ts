import { createReadStream } from "node:fs";
import { type FileHandle, open, readdir, readFile, rm, stat } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { systemError } from "../errors/system-error.ts";
import { makeFolder } from "../exec/make-folder.ts";
import { withProcessLock } from "../exec/process-lock.ts";
import { createWholeFile, isUnfinished, removeAbandonedFiles, writeWholeFile } from "../files/whole-file.ts";
import { objectKind } from "./object-kind.ts";
import { type Store, type StoredObject, UnreadableObjectError } from "./store.ts";

/** A store in a folder of this machine, by the same keys as in a bucket. The folder is made by the first write. */
export function folderStore(folder: string): Store {
  const root = resolve(folder);
  const pathOf = (key: string) => join(root, ...key.split("/"));
  let tidying: Promise<void> | undefined;
  /** Before the first write, what writers that were killed had begun anywhere in the store is removed. */
  function tidy(): Promise<void> {
    tidying ??= removeAbandonedFiles(root, { below: true });
    return tidying;
  }

  async function read(key: string): Promise<Uint8Array | undefined> {
    return await orUndefinedWhenMissing(readFile(pathOf(key)));
  }

  async function readRange(key: string, start: number, end: number): Promise<Uint8Array | undefined> {
    const file = await orUndefinedWhenMissing(open(pathOf(key), "r"));
    if (file === undefined) {
      return undefined;
    }
    try {
      const bytes = new Uint8Array(end - start);
      let length = 0;
      for (let read = -1; read !== 0 && length < bytes.length; length += read) {
        read = (await file.read(bytes, length, bytes.length - length, start + length)).bytesRead;
      }
      return bytes.subarray(0, length);
    } finally {
      await file.close();
    }
  }

  async function statOf(key: string): Promise<StoredObject | undefined> {
    const found = await orUndefinedWhenMissing(stat(pathOf(key)));
    return found?.isFile() ? { key, sizeBytes: found.size, modified: found.mtime } : undefined;
  }

  /** A folder has many paths (links, `..`, bind mounts) and one number on one device. */
  async function identity(): Promise<string> {
    try {
      makeFolder(root);
    } catch (error) {
      throw systemError(error, { file: root }) ?? error;
    }
    const { dev, ino } = await stat(root, { bigint: true });
    return `folder ${dev}:${ino}`;
  }

  async function existing(key: string): Promise<string> {
    if ((await statOf(key)) === undefined) {
      throw new UnreadableObjectError({
        place: { file: pathOf(key) },
        message: "there is no such object in the store",
      });
    }
    return pathOf(key);
  }

  async function write(key: string, body: Uint8Array | string): Promise<void> {
    await tidy();
    await writeWholeFile(pathOf(key), (temporary) => writeSynced(temporary, (file) => file.writeFile(body)));
  }

  async function copyIn(key: string, path: string): Promise<void> {
    await tidy();
    await writeWholeFile(pathOf(key), async (temporary) => {
      const file = await open(temporary, "w");
      await pipeline(createReadStream(path), file.createWriteStream({ flush: true }));
    });
  }

  return {
    address: folder,
    folder: root,
    identity,
    read,
    readRange,
    stat: statOf,
    write,
    localPath: existing,
    withFile: async (key, use) => use(await existing(key)),
    async *list(prefix) {
      const names = await orUndefinedWhenMissing(
        readdir(pathOf(prefix), { recursive: true, withFileTypes: true }),
      );
      const keys = (names ?? [])
        .filter((entry) => entry.isFile() && !isUnfinished(entry.name))
        .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"));
      for (const key of keys.sort()) {
        const found = await statOf(key);
        if (found !== undefined) {
          yield found;
        }
      }
    },
    async create(key, body) {
      await tidy();
      return await createWholeFile(pathOf(key), (temporary) =>
        writeSynced(temporary, (file) => file.writeFile(body)),
      );
    },
    async adopt(key, path) {
      await copyIn(key, path);
      await rm(path, { force: true });
    },
    async send(key, path) {
      const isThere =
        objectKind(key).isImmutable && (await statOf(key))?.sizeBytes === (await stat(path)).size;
      if (!isThere) {
        await copyIn(key, path);
      }
      return !isThere;
    },
    async update(key, change) {
      await withProcessLock(`${await identity()} ${key}`, async () => write(key, change(await read(key))));
    },
    async remove(key) {
      await tidy();
      await rm(pathOf(key), { force: true });
    },
  };
}

async function writeSynced(path: string, fill: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, "w");
  try {
    await fill(file);
    await file.sync();
  } finally {
    await file.close();
  }
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
