import { createHash } from "node:crypto";
import { mkdir, open, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import pLimit from "p-limit";
import { type Store, UnreadableObjectError } from "../store/store.ts";
import { makeExportFolder, markedSettings } from "./export-folder.ts";
import { type ExportObject, exportObjects } from "./export-objects.ts";
import type { PageFiles } from "./page-files.ts";
import { type PageSettings, pageSettings, SETTINGS_FILE, STORE_FOLDER } from "./page-settings.ts";
import type { ViewedStore } from "./viewed-store.ts";

export interface ExportOptions {
  page: PageFiles;
  signal?: AbortSignal;
  onProgress?: (progress: Exported, objects: number) => void;
}

/** What an export came to. */
export interface Exported {
  /** Files of the page. */
  pageFiles: number;
  pageBytes: number;
  /** Objects of the store. */
  objects: number;
  storeBytes: number;
}

const AT_ONCE = 8;
const PIECE_BYTES = 8 * 1024 * 1024;

/**
 * Writes the page and all that it asks of one graph into a folder that any server of files serves, whole or not at all.
 *
 * @throws InputError for a folder with other files in it; UnreadableObjectError for an object that is missing or damaged
 */
export async function exportView(
  path: string,
  viewed: ViewedStore,
  { page, signal, onProgress }: ExportOptions,
): Promise<Exported> {
  return await makeExportFolder(path, async (folder) => {
    const { run } = viewed;
    const exported = await writePage(folder, page, { runs: run === undefined ? [] : [run] });
    const objects = await exportObjects(viewed);
    const limit = pLimit(AT_ONCE);
    try {
      await limit.map(objects, async (object) => {
        signal?.throwIfAborted();
        const bytes = await copy(viewed.store, object, join(folder, STORE_FOLDER));
        exported.storeBytes += bytes;
        exported.objects += 1;
        onProgress?.(exported, objects.length);
      });
    } finally {
      limit.clearQueue();
    }
    return exported;
  });
}

/**
 * Writes the page alone into a folder, whole or not at all: it reads a store where that is served.
 *
 * @throws InputError for a folder with other files in it
 */
export async function exportPage(path: string, page: PageFiles, settings: PageSettings): Promise<Exported> {
  return await makeExportFolder(path, (folder) => writePage(folder, page, settings));
}

async function writePage(folder: string, page: PageFiles, settings: PageSettings): Promise<Exported> {
  for (const [name, { bytes }] of page) {
    await writeBelow(folder, name, bytes);
  }
  await writeBelow(folder, SETTINGS_FILE, markedSettings(pageSettings(settings)));
  const pageBytes = [...page.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
  return { pageFiles: page.size, pageBytes, objects: 0, storeBytes: 0 };
}

/** @returns how many bytes it has */
async function copy(
  store: Store,
  { key, text, sizeBytes, sha256 }: ExportObject,
  folder: string,
): Promise<number> {
  if (text !== undefined) {
    await writeBelow(folder, key, text);
    return Buffer.byteLength(text);
  }
  const path = join(folder, ...key.split("/"));
  await mkdir(dirname(path), { recursive: true });
  const hash = createHash("sha256");
  let size = 0;
  const file = await open(path, "w");
  try {
    for await (const piece of pieces(store, key, sizeBytes)) {
      hash.update(piece);
      size += piece.length;
      await file.write(piece);
    }
  } finally {
    await file.close();
  }
  if ((sizeBytes ?? size) !== size || (sha256 !== undefined && sha256 !== hash.digest("hex"))) {
    throw unreadable(store, key, `it is damaged: it has ${size} bytes that are not what the graph says`);
  }
  return size;
}

/** @param expected bytes: of most objects that are few, and nothing larger is made room for */
async function* pieces(store: Store, key: string, expected = PIECE_BYTES): AsyncGenerator<Uint8Array> {
  // One byte more tells an object that is longer than it should be.
  const most = Math.min(PIECE_BYTES, expected + 1);
  for (let at = 0; ; at += most) {
    const piece = await store.readRange(key, at, at + most);
    if (piece === undefined) {
      throw unreadable(store, key, "there is no such object, though the graph has it");
    }
    yield piece;
    if (piece.length < most) {
      return;
    }
  }
}

function unreadable({ address }: Store, key: string, message: string): UnreadableObjectError {
  return new UnreadableObjectError({
    place: { file: `${address}/${key}` },
    message,
    fix: "`./scripts/importgraph store verify` tells what else is damaged; `./scripts/importgraph store repair` sets it aside, and `./scripts/importgraph merge` makes it again",
  });
}

async function writeBelow(folder: string, key: string, content: Uint8Array | string): Promise<void> {
  const path = join(folder, ...key.split("/"));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}
