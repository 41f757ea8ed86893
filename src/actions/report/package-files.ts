/** The files of packages in some commits, as far as a review needs them. */

import { DOCKERFILE, GENERATED_FILE_NAMES } from "../../dockerfile/generate.ts";
import { DOCKERFILES_FOLDER } from "../../dockerfile/generate-all.ts";
import { renderDockerfile } from "../../dockerfile/render.ts";
import { InputError } from "../../errors/input-error.ts";
import { inputsDigest } from "../../lock/inputs.ts";
import { checkSubject, isBuildLockOf } from "../../lock/lock-subject.ts";
import { LOCK_FILE_NAMES, type Locks, parseLock } from "../../lock/lockfile.ts";
import { PKGINFO_SUFFIX, parsePkginfo } from "../../pkginfo/parse.ts";
import type { Pkginfo } from "../../pkginfo/pkginfo.ts";
import { checkFileName, PKGINFO_FOLDER } from "../../pkginfo/read-folder.ts";
import { LONGEST_YAML_BYTES } from "../../pkginfo/yaml-file.ts";
import type { PackageFiles } from "../../report/review.ts";
import type { GitHubClient, RepositoryName } from "../github-client.ts";
import { type ListedFile, readTexts } from "./repository-files.ts";

/** What is in pkginfo/ and dockerfiles/ of a commit, and the texts of the packages that were asked for. */
export interface CommitFiles {
  files: ReadonlyMap<string, ListedFile>;
  /** By `oid`. */
  texts: ReadonlyMap<string, string>;
  /** Folders of which nothing is known. */
  tooLarge: readonly string[];
}

const LARGEST_GENERATED_BYTES = 4 * 1024 ** 2;

/** Where the files of a package lie. */
export function packagePaths(stem: string): { pkginfo: string; generated: string[] } {
  return {
    pkginfo: `${PKGINFO_FOLDER}/${stem}${PKGINFO_SUFFIX}`,
    generated: GENERATED_FILE_NAMES.map((name) => `${DOCKERFILES_FOLDER}/${stem}/${name}`),
  };
}

/** The texts of some packages' files in some commits: those that are the same in several are read once. */
export async function readCommits(
  github: GitHubClient,
  repository: RepositoryName,
  commits: readonly Omit<CommitFiles, "texts">[],
  stems: readonly string[],
): Promise<CommitFiles[]> {
  const paths = stems.flatMap((stem) => {
    const { pkginfo, generated } = packagePaths(stem);
    return [pkginfo, ...generated];
  });
  const wanted = commits
    .flatMap(({ files }) => paths.flatMap((path) => files.get(path) ?? []))
    .filter(({ isRegular, sizeBytes }) => isRegular && sizeBytes <= LARGEST_GENERATED_BYTES);
  const texts = await readTexts(github, repository, wanted);
  return commits.map((commit) => ({ ...commit, texts }));
}

/**
 * One package in one commit.
 *
 * @returns undefined where there is none; why it can't be read where that is so
 */
export function readPackage(
  commit: CommitFiles,
  stem: string,
  { areRendered }: { areRendered: boolean },
): PackageFiles | { why: string } | undefined {
  const path = packagePaths(stem).pkginfo;
  const listed = commit.files.get(path);
  if (listed === undefined) {
    return commit.tooLarge.includes(PKGINFO_FOLDER)
      ? { why: `${PKGINFO_FOLDER}/ holds more files than GitHub lists` }
      : undefined;
  }
  try {
    checkFileName(stem);
    const pkginfo = parsePkginfo(textOf(commit, path, listed, LONGEST_YAML_BYTES), path);
    return { pkginfo, ...readGenerated(commit, stem, pkginfo, areRendered) };
  } catch (error) {
    return { why: messageOf(error) };
  }
}

function readGenerated(
  commit: CommitFiles,
  stem: string,
  pkginfo: Pkginfo,
  areRendered: boolean,
): Omit<PackageFiles, "pkginfo"> {
  const text = (name: string) => {
    const path = `${DOCKERFILES_FOLDER}/${stem}/${name}`;
    const listed = commit.files.get(path);
    return listed && textOf(commit, path, listed, LARGEST_GENERATED_BYTES);
  };
  if (commit.tooLarge.includes(DOCKERFILES_FOLDER)) {
    return { lockFault: `${DOCKERFILES_FOLDER}/ holds more files than GitHub lists` };
  }
  try {
    const install = text(LOCK_FILE_NAMES.install);
    if (install === undefined) {
      return {};
    }
    const locks = locksOf(pkginfo, install, text(LOCK_FILE_NAMES.build));
    if (typeof locks === "string") {
      return { lockFault: locks };
    }
    const dockerfile = text(DOCKERFILE)?.replaceAll("\r\n", "\n");
    const isStale =
      areRendered && dockerfile !== undefined && dockerfile !== renderDockerfile(pkginfo, locks);
    return { locks, ...(isStale && { notGenerated: [DOCKERFILE] }) };
  } catch (error) {
    return { lockFault: messageOf(error) };
  }
}

/** The locks, if they are locks, and of this pkginfo; else why not. */
export function locksOf(pkginfo: Pkginfo, install: string, build: string | undefined): Locks | string {
  try {
    const lock = parseLock(install.replaceAll("\r\n", "\n"), LOCK_FILE_NAMES.install, "install");
    const buildLock =
      build === undefined
        ? undefined
        : parseLock(build.replaceAll("\r\n", "\n"), LOCK_FILE_NAMES.build, "build");
    if (lock.inputsDigest !== inputsDigest(pkginfo, pkginfo.python ?? lock.python)) {
      return "it is a lock for another pkginfo: this one asks for something else than was locked";
    }
    checkSubject(lock, pkginfo, LOCK_FILE_NAMES.install);
    return buildLock === undefined || isBuildLockOf(lock, buildLock)
      ? { lock, ...(buildLock === undefined ? {} : { buildLock }) }
      : `${LOCK_FILE_NAMES.build} belongs to another lock`;
  } catch (error) {
    return messageOf(error);
  }
}

/** @throws InputError for what is no file of ours */
function textOf({ texts }: CommitFiles, path: string, listed: ListedFile, most: number): string {
  const refuse = (message: string): never => {
    throw new InputError({ place: { file: path }, message });
  };
  const { oid, sizeBytes, isRegular } = listed;
  if (!isRegular) {
    return refuse("this is a link or a submodule, expected a file");
  }
  if (sizeBytes > most) {
    return refuse(`the file has ${sizeBytes} bytes, expected at most ${most}`);
  }
  return texts.get(oid) ?? refuse("this is not text");
}

function messageOf(error: unknown): string {
  if (!(error instanceof InputError)) {
    throw error;
  }
  return error.message;
}
