/** What a pull request changes, read from GitHub itself: nothing of it runs, and no job of the pull request says it. */

import { DOCKERFILES_FOLDER } from "../../dockerfile/generate-all.ts";
import { PKGINFO_SUFFIX } from "../../pkginfo/parse.ts";
import { PKGINFO_FOLDER } from "../../pkginfo/read-folder.ts";
import { isProgramPath } from "../../report/program-paths.ts";
import type { ReportedPackage } from "../../report/report.ts";
import type { PackageChange } from "../../report/review.ts";
import type { GitHubClient, RepositoryName } from "../github-client.ts";
import type { FoundPull } from "./find-pulls.ts";
import { type CommitFiles, locksOf, packagePaths, readCommits, readPackage } from "./package-files.ts";
import { listFiles } from "./repository-files.ts";

export interface PullChanges {
  /** Sorted by stem. */
  packages: PackageChange[];
  /** Stems of packages that are no longer kept. */
  removed: string[];
  /** Packages that can't be read, with why: several lines. */
  unreadable: { stem: string; why: string }[];
  /** What checks, builds and explores packages: folders and files at the top of the repository. */
  program: string[];
  /** Bundles that GitHub shows only to who asks for them, and that jobs run. */
  bundles: string[];
  /** How many packages were left out, because there are too many. */
  leftOut: number;
  /** Normalised names of what the base keeps already. */
  kept: ReadonlySet<string>;
  /** The pkginfo of packages that can be read, by stem. */
  pkginfoFiles: ReadonlyMap<string, PkginfoInPull>;
}

/** A pkginfo as it stands in a pull request. */
export interface PkginfoInPull {
  /** From the top of the repository. */
  path: string;
  text: string;
  /** What GitHub shows as its changes; undefined where it is not among the files of the pull request. */
  patch: string | undefined;
}

const MOST_PACKAGES = 100;
const STEM = /^[a-z0-9][a-z0-9.!+@_-]*$/i;

export interface CheckedPackages {
  /** The folder that holds pkginfo/ and dockerfiles/; empty for the top. */
  root: string;
  /** Whether the repository holds the program, too. */
  holdsProgram: boolean;
  /** What the run says of packages: its locks count where the pull request has none. */
  reported: readonly ReportedPackage[];
  /** The commit that the run was for, on top of which it may have pushed generated files. */
  checkedSha: string;
}

export async function readPullChanges(
  github: GitHubClient,
  repository: RepositoryName,
  pull: FoundPull,
  { root, holdsProgram, reported, checkedSha }: CheckedPackages,
): Promise<PullChanges> {
  const listed = await github.paginate(github.rest.pulls.listFiles, {
    ...repository,
    pull_number: pull.number,
    per_page: 100,
  });
  const list = (commit: string) =>
    listFiles(github, repository, commit, { root, folders: [PKGINFO_FOLDER, DOCKERFILES_FOLDER] });
  const [base, head] = [await list(pull.baseSha), await list(pull.headSha)];
  const checked = pull.hasGenerated ? await list(checkedSha) : head;
  const changed = listed.flatMap(({ filename, previous_filename: former = filename }) => [filename, former]);
  const paths = [
    ...new Set([
      ...changed.flatMap((path) => pathWithin(root, path) ?? []),
      // Of an edit that the run undid, the pull request's own list says nothing.
      ...[...checked.files].flatMap(([path, { oid }]) => (head.files.get(path)?.oid === oid ? [] : [path])),
    ]),
  ].sort();
  const stems = [...new Set(paths.flatMap((path) => stemOf(path) ?? []))];
  const looked = stems.slice(0, MOST_PACKAGES);
  const [before = { ...base, texts: new Map() }, after = { ...head, texts: new Map() }] = await readCommits(
    github,
    repository,
    [base, head],
    looked,
  );
  const program = [...new Set(changed)].filter((path) => isProgramPath(path, holdsProgram)).sort();
  const pkginfoFiles = new Map<string, PkginfoInPull>();
  const changes: PullChanges = {
    ...{ packages: [], removed: [], unreadable: [] },
    program: [...new Set(program.map((path) => path.replace(/\/.*/s, "/")))],
    bundles: program.filter((path) => /^actions\/[^/]+\/dist\//.test(path)),
    leftOut: stems.length - looked.length,
    kept: keptNames(before),
    pkginfoFiles,
  };
  for (const stem of looked) {
    const now = readPackage(after, stem, { areRendered: program.length === 0 });
    if (now === undefined) {
      changes.removed.push(stem);
    } else if ("why" in now) {
      changes.unreadable.push({ stem, why: now.why });
    } else {
      const earlier = readPackage(before, stem, { areRendered: false });
      const old = earlier === undefined || "why" in earlier ? {} : { before: earlier };
      const again = madeAgain(stem, base, checked, head);
      const change = { stem, ...old, after: now, ...(again.length > 0 && { madeAgain: again }) };
      const undeclared = undeclaredTexts(reported.find((one) => one.stem === stem));
      pkginfoFiles.set(stem, pkginfoInPull(root, stem, after, listed));
      changes.packages.push({
        ...withReportedLocks(change, reported),
        ...(undeclared.length > 0 && { undeclared }),
      });
    }
  }
  return changes;
}

function pkginfoInPull(
  root: string,
  stem: string,
  { files, texts }: Pick<CommitFiles, "files" | "texts">,
  listed: readonly { filename: string; patch?: string | undefined }[],
): PkginfoInPull {
  const own = packagePaths(stem).pkginfo;
  const path = root === "" ? own : `${root}/${own}`;
  return {
    path,
    text: texts.get(files.get(own)?.oid ?? "") ?? "",
    patch: listed.find(({ filename }) => filename === path)?.patch,
  };
}

type Listed = Pick<CommitFiles, "files">;

/** Files that the pull request had edited, and that the run found to be something else than they should be. */
function madeAgain(stem: string, before: Listed, checked: Listed, after: Listed): string[] {
  return packagePaths(stem)
    .generated.filter((path) => {
      const [old, edited, now] = [before, checked, after].map(({ files }) => files.get(path)?.oid);
      return edited !== undefined && edited !== old && edited !== now;
    })
    .map((path) => path.slice(path.lastIndexOf("/") + 1));
}

/** `six (six 1.17.0), in celery.utils:3` */
function undeclaredTexts(reported: ReportedPackage | undefined): string[] {
  const undeclared = reported?.status === "failed" ? [] : (reported?.undeclared ?? []);
  return undeclared.map(
    ({ name, givenBy = "not installed", module, line }) => `${name} (${givenBy}), in ${module}:${line}`,
  );
}

function withReportedLocks(change: PackageChange, reported: readonly ReportedPackage[]): PackageChange {
  const { stem, after } = change;
  const texts = reported.find((one) => one.stem === stem)?.locks;
  const locks =
    after.locks !== undefined || after.lockFault !== undefined || texts === undefined
      ? undefined
      : locksOf(after.pkginfo, texts.install, texts.build);
  return locks === undefined || typeof locks === "string"
    ? change
    : { ...change, after: { ...after, locks }, locksAreReported: true };
}

function keptNames({ files }: Listed): ReadonlySet<string> {
  const stems = [...files.keys()].flatMap((path) =>
    path.startsWith(`${PKGINFO_FOLDER}/`) ? (stemOf(path) ?? []) : [],
  );
  return new Set(stems.map((stem) => stem.split("@", 1)[0] ?? ""));
}

/** The path from a folder; undefined outside of it. */
function pathWithin(folder: string, path: string): string | undefined {
  const prefix = folder === "" ? "" : `${folder}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}

function stemOf(path: string): string | undefined {
  const [folder, name = "", ...rest] = path.split("/");
  if (folder === PKGINFO_FOLDER && rest.length === 0 && name.endsWith(PKGINFO_SUFFIX)) {
    const stem = name.slice(0, -PKGINFO_SUFFIX.length);
    return STEM.test(stem) ? stem : undefined;
  }
  return folder === DOCKERFILES_FOLDER && rest.length > 0 && STEM.test(name) ? name : undefined;
}
