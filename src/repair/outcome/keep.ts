/** Writes what a repair found into a repository: pkginfo with reasons, lock, Dockerfile. */

import { copyFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { GENERATED_FILE_NAMES } from "../../dockerfile/generate.ts";
import { DOCKERFILES_FOLDER } from "../../dockerfile/generate-all.ts";
import { writeWholeText } from "../../files/whole-file.ts";
import { withItem, withMapped, withoutEntry, withValue } from "../../pkginfo/edit.ts";
import { PKGINFO_SUFFIX } from "../../pkginfo/parse.ts";
import { PKGINFO_FOLDER } from "../../pkginfo/read-folder.ts";
import type { PkginfoFile } from "../../pkginfo/schema.ts";
import { pkginfoText } from "../../pkginfo/write.ts";
import { normalizeName } from "../../releases/project-name.ts";
import { type Change, type Fields, fileKey, slotOf } from "../candidates/change.ts";
import type { ReasonedChange, Repair } from "./conclusion.ts";

/** The pkginfo that is repaired: as it stands in the repository, or as it would be added. */
export interface Subject {
  stem: string;
  /** Its text, where it has a file. */
  text?: string;
  fields: Fields;
  /** The newest release that a base image could use, where there is one and it was asked for. */
  newest?: string | undefined;
}

/**
 * The text of the pkginfo that works: what people wrote stays as it is, what was added has its reason beside it.
 *
 * @throws InputError where the changes make no pkginfo of it
 */
export function repairedText(
  { stem, text, fields }: Subject,
  { added, removed }: Pick<Repair, "added" | "removed">,
): string {
  const path = `${PKGINFO_FOLDER}/${stem}${PKGINFO_SUFFIX}`;
  const before = text ?? pkginfoText(fields);
  const replaced = new Set(added.map(({ change }) => slotOf(change)));
  const gone = removed.filter((change) => isItem(change) || !replaced.has(slotOf(change)));
  const reduced = gone.reduce((so, change) => withoutEntry(so, path, entryOf(change)), before);
  return added.reduce((so, one) => withAdded(so, path, one), reduced);
}

type Key = keyof PkginfoFile;

function isItem({ key }: Change): boolean {
  return key !== "python" && key !== "asOf";
}

function entryOf(change: Change): { key: Key; item?: string } {
  const key = fileKey(change) as Key;
  return isItem(change) ? { key, item: change.item } : { key };
}

function withAdded(text: string, path: string, { change, reason }: ReasonedChange): string {
  const key = fileKey(change) as Key;
  if ("value" in change) {
    return withMapped(text, path, { key, item: change.item, value: change.value, reason });
  }
  return isItem(change)
    ? withItem(text, path, { key, item: change.item, reason })
    : withValue(text, path, { key, value: change.item, reason });
}

/**
 * Writes the pkginfo, and takes over the lock and Dockerfile of its try, where these are there: whoever generates next
 * keeps them if they are its own.
 *
 * @returns the pkginfo's path within the repository
 */
export async function keepRepaired(root: string, subject: Subject, repair: Repair): Promise<string> {
  const path = `${PKGINFO_FOLDER}/${subject.stem}${PKGINFO_SUFFIX}`;
  await mkdir(join(root, PKGINFO_FOLDER), { recursive: true });
  await writeWholeText(join(root, path), repairedText(subject, repair));
  const from = join(repair.folder, DOCKERFILES_FOLDER, normalizeName(subject.fields.name));
  const to = join(root, DOCKERFILES_FOLDER, subject.stem);
  // Tries keep a lock while only Debian packages are added.
  if (repair.added.some(({ change: { key } }) => key === "apt" || key === "buildApt")) {
    return path;
  }
  for (const name of GENERATED_FILE_NAMES) {
    if ((await readFile(join(from, name)).catch(() => undefined)) !== undefined) {
      await mkdir(to, { recursive: true });
      await copyFile(join(from, name), join(to, name));
    }
  }
  return path;
}
