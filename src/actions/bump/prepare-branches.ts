/** From versions and locks that another job hands over to the files of each pull request. Nothing of it is believed. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { applyBumps, type Bumped } from "../../bump/bump.ts";
import { groupMoves } from "../../bump/groups.ts";
import { type HandOver, readHandOver } from "../../bump/hand-over.ts";
import { GENERATED_FILE_NAMES } from "../../dockerfile/generate.ts";
import { DOCKERFILES_FOLDER, generateAll } from "../../dockerfile/generate-all.ts";
import { acceptLocks, toolsThatResolveNothing } from "../../dockerfile/hand-over.ts";
import { InputError } from "../../errors/input-error.ts";
import { openOutputLog } from "../../exec/output-log.ts";
import { writeWholeText } from "../../files/whole-file.ts";
import { PKGINFO_SUFFIX } from "../../pkginfo/parse.ts";
import { PKGINFO_FOLDER, readAllPkginfo } from "../../pkginfo/read-folder.ts";
import { SKIPPED_FILE, withoutSkipped } from "../../pkginfo/skipped.ts";
import { pkginfoText } from "../../pkginfo/write.ts";
import { normalizeName } from "../../releases/project-name.ts";
import { compareVersions } from "../../releases/versions.ts";
import type { LatestGraph, Noticed } from "../../report/noticed.ts";
import type { Job } from "../action.ts";
import { logFolder } from "../machine.ts";
import { bumpBody, bumpTitle, unskipBody } from "./bump-page.ts";
import { noticedBumps } from "./noticed-bumps.ts";
import { BRANCH_PREFIX, type PreparedBranch } from "./prepared-branch.ts";

/**
 * Makes pkginfo, lock and Dockerfile of each package again, in the checked-out repository, from nothing but its name, its
 * version and its locks, which have to be locks of exactly that pkginfo.
 *
 * @param from the folder that was handed over
 * @param latest the graph of the latest run, which tells what newer versions change
 * @throws InputError for what has no place in it
 */
export async function prepareBranches(
  root: string,
  from: string,
  latest: LatestGraph | undefined,
  job: Job,
): Promise<PreparedBranch[]> {
  const handOver = await readHandOver(from);
  await checkBumps(root, handOver);
  const added = await addUnskipped(root, handOver);
  const options = {
    tools: toolsThatResolveNothing(job.signal),
    openLog: (stem: string) => openOutputLog(join(logFolder(), `${stem}.log`)),
    say: job.say,
  };
  const applied = await applyBumps(root, handOver.bumps, {
    ...options,
    bringLocks: (packages) => acceptLocks(root, from, packages),
  });
  const only = new Set(added.map(({ stem }) => stem));
  const generated = await generateAll(root, await readAllPkginfo(root), { ...options, only });
  for (const result of [...applied.failures, ...generated.results]) {
    if ("error" in result) {
      throw result.error;
    }
  }
  const groups: PreparedBranch[] = [];
  for (const group of groupMoves(applied.bumped)) {
    groups.push(await groupBranch(root, group, await noticedBumps(latest, group, from, job)));
  }
  return [...groups, ...(await Promise.all(added.map((one) => unskippedBranch(root, one))))];
}

async function checkBumps(root: string, { bumps }: HandOver): Promise<void> {
  const versions = new Map((await readAllPkginfo(root)).map(({ stem, version }) => [stem, version]));
  const problems = bumps
    .filter(({ stem, to }) => {
      const version = versions.get(stem);
      return version === undefined || compareVersions(to, version) <= 0;
    })
    .map(({ stem, to }) => ({
      message: `${stem} ${to} was handed over, which is no newer version of a pkginfo`,
    }));
  if (problems.length > 0) {
    throw new InputError(problems);
  }
}

interface Unskipped {
  stem: string;
  name: string;
  version: string;
  /** The text of skipped.md without this package alone. */
  skippedText: string;
}

async function addUnskipped(root: string, { unskipped }: HandOver): Promise<Unskipped[]> {
  const path = join(root, SKIPPED_FILE);
  const skipped = await readFile(path, "utf8").catch(() => "");
  const added = unskipped.map(({ name, version }) => {
    const skippedText = withoutSkipped(skipped, name);
    if (skippedText === skipped) {
      throw new InputError({ message: `${name} was handed over, which is not in ${SKIPPED_FILE}` });
    }
    return { stem: normalizeName(name), name, version, skippedText };
  });
  if (added.length > 0) {
    await writeWholeText(
      path,
      added.reduce((text, { name }) => withoutSkipped(text, name), skipped),
    );
  }
  for (const { stem, name, version } of added) {
    await writeWholeText(join(root, PKGINFO_FOLDER, stem + PKGINFO_SUFFIX), pkginfoText({ name, version }));
  }
  return added;
}

async function groupBranch(
  root: string,
  group: readonly Bumped[],
  noticed: readonly Noticed[],
): Promise<PreparedBranch> {
  const files = await Promise.all(group.map(({ stem }) => packageFiles(root, stem)));
  return {
    branch: BRANCH_PREFIX + group[0]?.stem,
    title: bumpTitle(group),
    body: bumpBody(group, noticed),
    releases: group.map(({ stem, to }) => `${stem}==${to}`).join(" "),
    files: Object.assign({}, ...files),
  };
}

async function unskippedBranch(
  root: string,
  { stem, name, version, skippedText }: Unskipped,
): Promise<PreparedBranch> {
  return {
    branch: BRANCH_PREFIX + stem,
    title: `Explore ${stem} ${version}, which was skipped`,
    body: unskipBody(name, version),
    releases: `${stem}==${version}`,
    files: { ...(await packageFiles(root, stem)), [SKIPPED_FILE]: skippedText },
  };
}

async function packageFiles(root: string, stem: string): Promise<Record<string, string | null>> {
  const paths = [
    `${PKGINFO_FOLDER}/${stem}${PKGINFO_SUFFIX}`,
    ...GENERATED_FILE_NAMES.map((name) => `${DOCKERFILES_FOLDER}/${stem}/${name}`),
  ];
  const texts = await Promise.all(
    paths.map(async (path) => [path, await readFile(join(root, path), "utf8").catch(() => null)] as const),
  );
  return Object.fromEntries(texts);
}
