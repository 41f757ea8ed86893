/** What a pull request changes, read from GitHub itself: nothing of it runs, and no job of the pull request says it. */

import pLimit from "p-limit";
import { DOCKERFILES_FOLDER } from "../../dockerfile/generate-all.ts";
import { InputError } from "../../errors/input-error.ts";
import { inputsDigest } from "../../lock/inputs.ts";
import { checkSubject, isBuildLockOf } from "../../lock/lock-subject.ts";
import { LOCK_FILE_NAMES, type Locks, parseLock } from "../../lock/lockfile.ts";
import { PKGINFO_SUFFIX, parsePkginfo } from "../../pkginfo/parse.ts";
import type { Pkginfo } from "../../pkginfo/pkginfo.ts";
import { PKGINFO_FOLDER } from "../../pkginfo/read-folder.ts";
import { SKIPPED_FILE } from "../../pkginfo/skipped.ts";
import type { ReportedPackage } from "../../report/report.ts";
import type { PackageChange, PackageFiles } from "../../report/review.ts";
import { type GitHubClient, ifFound, type RepositoryName } from "../github-client.ts";
import type { FoundPull } from "./find-pulls.ts";

export interface PullChanges {
  /** Sorted by stem. */
  packages: PackageChange[];
  /** Stems of packages that are no longer kept. */
  removed: string[];
  /** Stems whose pkginfo can't be read; the package check says why. */
  unreadable: string[];
  /** Folders and files beside those of packages: what checks, builds and explores them. */
  others: string[];
  /** How many packages were left out, because there are too many. */
  leftOut: number;
}

const MOST_PACKAGES = 100;
const FETCHES_AT_ONCE = 6;
const STEM = /^[a-z0-9][a-z0-9.!+@_-]*$/i;

/** @param reported what the run says of packages: its locks count where the pull request has none */
export async function readPullChanges(
  github: GitHubClient,
  repository: RepositoryName,
  pull: FoundPull,
  reported: readonly ReportedPackage[],
): Promise<PullChanges> {
  const files = await github.paginate(github.rest.pulls.listFiles, {
    ...repository,
    pull_number: pull.number,
    per_page: 100,
  });
  const paths = [
    ...new Set(files.flatMap(({ filename, previous_filename }) => [filename, previous_filename ?? filename])),
  ].sort();
  const stems = [...new Set(paths.flatMap((path) => stemOf(path) ?? []))];
  const others = paths
    .filter((path) => stemOf(path) === undefined && path !== SKIPPED_FILE)
    .map((path) => path.replace(/\/.*/s, "/"));
  const changes: PullChanges = {
    ...{ packages: [], removed: [], unreadable: [], others: [...new Set(others)] },
    leftOut: Math.max(0, stems.length - MOST_PACKAGES),
  };
  const limit = pLimit(FETCHES_AT_ONCE);
  const source = (commit: string): Source => ({ github, repository, commit });
  await Promise.all(
    stems.slice(0, MOST_PACKAGES).map((stem) =>
      limit(async () => {
        const before = await readPackage(source(pull.baseSha), stem).catch(ignoreUnreadable);
        const after = await readPackage(source(pull.headSha), stem).catch(ignoreUnreadable);
        if (after === "unreadable") {
          changes.unreadable.push(stem);
        } else if (after === undefined) {
          changes.removed.push(stem);
        } else {
          changes.packages.push(
            changeOf(stem, before === "unreadable" ? undefined : before, after, reported),
          );
        }
      }),
    ),
  );
  changes.packages.sort((a, b) => (a.stem < b.stem ? -1 : 1));
  changes.removed.sort();
  changes.unreadable.sort();
  return changes;
}

/** Normalised names of what a commit keeps already. */
export async function readKeptNames(
  github: GitHubClient,
  repository: RepositoryName,
  commit: string,
): Promise<ReadonlySet<string>> {
  const folder = await ifFound(
    github.rest.repos.getContent({ ...repository, path: PKGINFO_FOLDER, ref: commit }),
  );
  const entries = Array.isArray(folder?.data) ? folder.data : [];
  return new Set(entries.flatMap(({ name }) => stemOf(`${PKGINFO_FOLDER}/${name}`)?.split("@")[0] ?? []));
}

function changeOf(
  stem: string,
  before: PackageFiles | undefined,
  after: PackageFiles,
  reported: readonly ReportedPackage[],
): PackageChange {
  const texts = reported.find((one) => one.stem === stem)?.locks;
  const locks =
    after.locks !== undefined || texts === undefined
      ? undefined
      : locksOf(after.pkginfo, texts.install, texts.build);
  return {
    ...{ stem, after: locks === undefined ? after : { ...after, locks } },
    ...(before === undefined ? {} : { before }),
    ...(locks === undefined ? {} : { locksAreReported: true }),
  };
}

function stemOf(path: string): string | undefined {
  const [folder, name = "", ...rest] = path.split("/");
  if (folder === PKGINFO_FOLDER && rest.length === 0 && name.endsWith(PKGINFO_SUFFIX)) {
    const stem = name.slice(0, -PKGINFO_SUFFIX.length);
    return STEM.test(stem) ? stem : undefined;
  }
  return folder === DOCKERFILES_FOLDER && rest.length > 0 && STEM.test(name) ? name : undefined;
}

interface Source {
  github: GitHubClient;
  repository: RepositoryName;
  commit: string;
}

async function readPackage(source: Source, stem: string): Promise<PackageFiles | undefined> {
  const path = `${PKGINFO_FOLDER}/${stem}${PKGINFO_SUFFIX}`;
  const text = await readFile(source, path);
  if (text === undefined) {
    return undefined;
  }
  const pkginfo = parsePkginfo(text, path);
  const [install, build] = await Promise.all(
    [LOCK_FILE_NAMES.install, LOCK_FILE_NAMES.build].map((name) =>
      readFile(source, `${DOCKERFILES_FOLDER}/${stem}/${name}`),
    ),
  );
  const locks = install === undefined ? undefined : locksOf(pkginfo, install, build);
  return { pkginfo, ...(locks === undefined ? {} : { locks }) };
}

/** The locks, if they are locks, and of this pkginfo. */
function locksOf(pkginfo: Pkginfo, install: string, build: string | undefined): Locks | undefined {
  try {
    const lock = parseLock(install, LOCK_FILE_NAMES.install, "install");
    const buildLock = build === undefined ? undefined : parseLock(build, LOCK_FILE_NAMES.build, "build");
    checkSubject(lock, pkginfo, LOCK_FILE_NAMES.install);
    const isOfPkginfo =
      lock.inputsDigest === inputsDigest(pkginfo, pkginfo.python ?? lock.python) &&
      (buildLock === undefined || isBuildLockOf(lock, buildLock));
    return isOfPkginfo ? { lock, ...(buildLock === undefined ? {} : { buildLock }) } : undefined;
  } catch (error) {
    if (error instanceof InputError) {
      return undefined;
    }
    throw error;
  }
}

async function readFile({ github, repository, commit }: Source, path: string): Promise<string | undefined> {
  const found = await ifFound(github.rest.repos.getContent({ ...repository, path, ref: commit }));
  const data = found?.data;
  // A link, a folder or a submodule is none of our files; one above 1 MiB comes without its content.
  return data === undefined || Array.isArray(data) || data.type !== "file" || data.encoding !== "base64"
    ? undefined
    : Buffer.from(data.content, "base64").toString("utf8");
}

function ignoreUnreadable(error: unknown): "unreadable" {
  if (error instanceof InputError) {
    return "unreadable";
  }
  throw error;
}
