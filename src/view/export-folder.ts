import { mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { InputError } from "../errors/input-error.ts";
import { systemError } from "../errors/system-error.ts";
import { makeFolder } from "../exec/make-folder.ts";
import { processMark } from "../exec/process-identity.ts";
import { SETTINGS_FILE } from "./page-settings.ts";

/** Says that a folder was made by an export, which may take its place. */
const MARK = '"madeBy":"importgraph"';

/**
 * Makes a folder whole or not at all: what is produced beside it takes its place when it is finished. What an earlier export
 * made is replaced, and nothing else.
 *
 * @throws InputError for a folder with other files in it, or where the system refuses it
 */
export async function makeExportFolder<T>(path: string, produce: (folder: string) => Promise<T>): Promise<T> {
  const final = resolve(path);
  await ensureOwn(final);
  const beside = join(dirname(final), `.${basename(final)}.${processMark()}`);
  const [unfinished, before] = [`${beside}.tmp`, `${beside}.old`];
  try {
    makeFolder(dirname(final));
    await mkdir(unfinished);
    const result = await produce(unfinished);
    await rename(final, before).catch(ignoreMissing);
    await rename(unfinished, final);
    return result;
  } catch (error) {
    throw systemError(error, { file: final }) ?? error;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
    await rm(before, { recursive: true, force: true });
  }
}

/** What {@link makeExportFolder} knows its own folders by, as a field of the settings of the page. */
export function markedSettings(settings: Uint8Array): Uint8Array {
  const text = new TextDecoder().decode(settings);
  return new TextEncoder().encode(text.replace("{", `{${MARK},`));
}

async function ensureOwn(folder: string): Promise<void> {
  const found = await stat(folder).catch(ignoreMissing);
  if (found === undefined) {
    return;
  }
  const names = found.isDirectory() ? await readdir(folder) : undefined;
  const settings = await readFile(join(folder, SETTINGS_FILE), "utf8").catch(() => "");
  if (names === undefined || (names.length > 0 && !settings.startsWith(`{${MARK},`))) {
    throw new InputError({
      place: { file: folder },
      message:
        names === undefined
          ? "is a file: expected a folder, or a path at which nothing is"
          : `has ${names.length === 1 ? "a file" : `${names.length} files`} that no export made (${names.slice(0, 3).join(", ")}${names.length > 3 ? ", …" : ""})`,
      fix: "give a folder that is empty, or not there yet; one that `view --export` made is replaced",
    });
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") {
    throw error;
  }
  return undefined;
}
