/** What is remembered of a run until it is published, so that another process can go on with it. */

import { createHash } from "node:crypto";
import { readFile, realpath, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { InputError } from "../../errors/input-error.ts";
import { writeWholeFile } from "../../files/whole-file.ts";
import type { Store } from "../../store/store.ts";

const unfinishedRun = z.object({
  format: z.literal(1),
  /** Of the store that it was begun for. */
  store: z.string(),
  id: z.string(),
  author: z.string(),
  startedAt: z.iso.datetime(),
  /** What it was asked for. */
  selection: z.union([z.literal("all"), z.array(z.string())]),
  force: z.boolean(),
  frozen: z.boolean(),
});

export type UnfinishedRun = Omit<z.infer<typeof unfinishedRun>, "format" | "store">;

/** Where the run that a store waits for is remembered: by whatever path the store is meant, at the same place. */
async function pathOf(folder: string, { address, folder: root }: Store): Promise<string> {
  return pathFor(folder, root === undefined ? address : await realpath(root).catch(() => root));
}

/** Where earlier versions remember it. */
function formerPathOf(folder: string, store: Store): string {
  return pathFor(folder, store.address);
}

function pathFor(folder: string, place: string): string {
  const digest = createHash("sha256").update(place).digest("hex").slice(0, 12);
  return join(folder, `unfinished-run-${digest}.json`);
}

/**
 * The run that was begun for a store from this machine and did not come to its end.
 *
 * @throws InputError for a file that was damaged
 */
export async function readUnfinishedRun(folder: string, store: Store): Promise<UnfinishedRun | undefined> {
  const paths = new Set([await pathOf(folder, store), formerPathOf(folder, store)]);
  for (const path of paths) {
    const run = await readRun(path);
    if (run !== undefined) {
      return run;
    }
  }
  return undefined;
}

async function readRun(path: string): Promise<UnfinishedRun | undefined> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") {
      return undefined;
    }
    throw error;
  });
  if (text === undefined) {
    return undefined;
  }
  try {
    return unfinishedRun.parse(JSON.parse(text));
  } catch (error) {
    throw new InputError(
      { place: { file: path }, message: "cannot be read: it was cut off or changed", fix: "remove it" },
      { cause: error },
    );
  }
}

export async function rememberRun(folder: string, store: Store, run: UnfinishedRun): Promise<void> {
  const text = JSON.stringify({ format: 1, store: store.address, ...run }, undefined, 2);
  await writeWholeFile(await pathOf(folder, store), (temporary) => writeFile(temporary, `${text}\n`));
}

export async function forgetRun(folder: string, store: Store): Promise<void> {
  await rm(await pathOf(folder, store), { force: true });
  await rm(formerPathOf(folder, store), { force: true });
}
