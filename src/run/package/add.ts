import { copyFile, mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { GENERATED_FILE_NAMES } from "../../dockerfile/generate.ts";
import { DOCKERFILES_FOLDER } from "../../dockerfile/generate-all.ts";
import { InputError } from "../../errors/input-error.ts";
import { writeWholeText } from "../../files/whole-file.ts";
import { PKGINFO_SUFFIX } from "../../pkginfo/parse.ts";
import type { Pkginfo } from "../../pkginfo/pkginfo.ts";
import { PKGINFO_FOLDER, readAllPkginfo } from "../../pkginfo/read-folder.ts";
import type { ListedPackage } from "../../pkginfo/requirements-file.ts";
import { readSkipped, type SkippedPackage } from "../../pkginfo/skipped.ts";
import { LIBRARY_FIX } from "../../pkginfo/standard-library.ts";
import { pkginfoText } from "../../pkginfo/write.ts";
import { findRelease, newestRelease } from "../../releases/choose-release.ts";
import type { Index } from "../../releases/index/open-index.ts";
import { normalizeName, STANDARD_LIBRARY } from "../../releases/project-name.ts";
import { scratchFolderOf, skippedError, type TaskPlaces } from "./task.ts";

/** What a repository has already, to be read once for many additions. */
export interface Shelf {
  pkginfos: readonly Pkginfo[];
  skipped: readonly SkippedPackage[];
}

export interface Added {
  stem: string;
  name: string;
  version: string;
  /** Path of the file that was written, within the repository. */
  path: string;
}

/** @throws InputError with every problem of pkginfo/ and skipped.md */
export async function readShelf(root: string): Promise<Shelf> {
  const [pkginfos, skipped] = await Promise.all([readAllPkginfo(root), readSkipped(root)]);
  return { pkginfos, skipped };
}

/**
 * Writes the pkginfo of a release that the index has. A lock that was made for it in a scratch folder is taken over, so
 * that keeping what was explored asks nobody again.
 *
 * @param beside keep it as `name@version` beside a version that is there already
 * @param pythons the minor versions that have a base image
 * @throws InputError for a package that is there already or skipped, for the standard library, and as `findRelease` and `newestRelease`
 */
export async function addPackage(
  listed: ListedPackage,
  { pkginfos, skipped }: Shelf,
  places: TaskPlaces,
  index: Index,
  { beside, pythons }: { beside: boolean; pythons: readonly string[] },
): Promise<Added> {
  const normalizedName = normalizeName(listed.name);
  if (normalizedName === STANDARD_LIBRARY) {
    throw new InputError({
      message: `${listed.name} is the standard library, which needs no file in pkginfo/`,
      fix: LIBRARY_FIX,
    });
  }
  const row = skipped.find((known) => known.normalizedName === normalizedName);
  if (row !== undefined) {
    throw skippedError(row);
  }
  const project = await index.project(listed.name);
  const { version } =
    listed.version === undefined
      ? newestRelease(project, {
          pythons,
          ...(listed.specifier === "" ? {} : { specifier: listed.specifier }),
        })
      : findRelease(project, listed.version);
  refuseKept(
    pkginfos.filter((known) => known.normalizedName === normalizedName),
    version,
    beside,
  );
  const stem = beside ? `${normalizedName}@${version}` : normalizedName;
  const path = `${PKGINFO_FOLDER}/${stem}${PKGINFO_SUFFIX}`;
  const { name, extras, comment } = listed;
  const text = pkginfoText({ name, version, extras, ...(comment === undefined ? {} : { notes: comment }) });
  await mkdir(join(places.root, PKGINFO_FOLDER), { recursive: true });
  await writeWholeText(join(places.root, path), text);
  await takeOver(
    scratchFolderOf(places, normalizedName, version),
    join(places.root, DOCKERFILES_FOLDER, stem),
  );
  return { stem, name, version, path };
}

/** A package that is kept in the very version that is to be added. */
export class AlreadyKeptError extends InputError {
  override name = "AlreadyKeptError";
  readonly stem: string;

  constructor({ stem, path, name, version }: Pkginfo) {
    super({
      place: { file: path },
      message: `${name} ${version} is there already`,
      fix: `explore it: ./scripts/explore ${stem}`,
    });
    this.stem = stem;
  }
}

function refuseKept(kept: readonly Pkginfo[], version: string, beside: boolean): void {
  const same = kept.find((known) => known.version === version);
  const [other] = kept;
  if (same !== undefined) {
    throw new AlreadyKeptError(same);
  }
  if (other !== undefined && !beside) {
    throw new InputError({
      place: { file: other.path },
      message: `${other.name} is there already, in version ${other.version}`,
      fix: `change \`version\` in that file to ${version}, or keep both with --beside`,
    });
  }
}

async function takeOver(scratch: string, folder: string): Promise<void> {
  if (await exists(folder)) {
    return;
  }
  for (const name of GENERATED_FILE_NAMES) {
    if (await exists(join(scratch, name))) {
      await mkdir(folder, { recursive: true });
      await copyFile(join(scratch, name), join(folder, name));
    }
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
