/** Temporary folders that are removed, also if this process is killed: by its watchdog, else by a later run. */

import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isProcessGone, processIdentity } from "./process-identity.ts";
import { watchFolder } from "./watchdog.ts";

const PREFIX = "importgraph-tmp-";
/** Says whose the folder is; the folder's content is in `content` beside it. */
const OWNER_FILE = "owner";

export interface TemporaryFolder {
  path: string;
  /** Removes it with all it holds; may be called more than once. */
  remove(): Promise<void>;
}

/** Makes an empty folder that other users of the machine can't enter. */
export async function temporaryFolder(): Promise<TemporaryFolder> {
  const outer = await mkdtemp(join(tmpdir(), PREFIX));
  const release = watchFolder(outer);
  const remove = async () => {
    await rm(outer, { recursive: true, force: true });
    release();
  };
  try {
    await writeFile(join(outer, OWNER_FILE), processIdentity());
    return { path: await mkdtemp(join(outer, "content-")), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Removes the folders of processes that ended without doing so. */
export async function removeAbandonedFolders(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(PREFIX));
  for (const name of names) {
    const folder = join(tmpdir(), name);
    const owner = await readFile(join(folder, OWNER_FILE), "utf8").catch(() => "");
    if (isProcessGone(owner)) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
