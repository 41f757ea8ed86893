/** From versions and locks that another job hands over to the files of each pull request. Nothing of it is believed. */

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { applyBumps, type Bumped, type Destination } from "../../bump/bump.ts";
import { groupMoves, type MoveGroup } from "../../bump/groups.ts";
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
import { normalizeName } from "../../releases/project-name.ts";
import { compareVersions } from "../../releases/versions.ts";
import { hasChange } from "../../repair/candidates/change.ts";
import { repairedText } from "../../repair/outcome/keep.ts";
import { type ProposedChanges, takenChanges } from "../../repair/outcome/proposal.ts";
import type { LatestGraph, Noticed } from "../../report/noticed.ts";
import type { Job } from "../action.ts";
import { logFolder } from "../machine.ts";
import { bumpBody, bumpTitle, reducedBody, unskipBody } from "./bump-page.ts";
import { noticedBumps } from "./noticed-bumps.ts";
import { BRANCH_PREFIX, type PreparedBranch } from "./prepared-branch.ts";

/**
 * Makes pkginfo, lock and Dockerfile of each package again, in the checked-out repository, from nothing but its name, its
 * version, the changes that a repair proposes and its locks, which have to be locks of exactly that pkginfo.
 *
 * @param from the folder that was handed over
 * @param patterns whose packages come in one pull request: the workflow's own, not what was handed over
 * @param latest the graph of the latest run, which tells what newer versions change
 * @throws InputError for what has no place in it
 */
export async function prepareBranches(
  root: string,
  from: string,
  patterns: readonly string[],
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
  const reduced = await reductions(root, handOver);
  const applied = await applyBumps(root, [...handOver.bumps, ...reduced], {
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
  const stays = new Set(reduced.map(({ stem }) => stem));
  const moved = applied.bumped.filter(({ stem }) => !stays.has(stem));
  const groups: PreparedBranch[] = [];
  for (const group of groupMoves(moved, patterns)) {
    groups.push(await groupBranch(root, group, await noticedBumps(latest, group.moves, from, job)));
  }
  const smaller = applied.bumped.filter(({ stem }) => stays.has(stem));
  return [
    ...groups,
    ...(await Promise.all(added.map((one) => unskippedBranch(root, one)))),
    ...(await Promise.all(smaller.map((one) => reducedBranch(root, one)))),
  ];
}

/** Keys may go that are there, and nothing may come in their place. */
async function reductions(root: string, { reduced }: HandOver): Promise<Destination[]> {
  const all = new Map((await readAllPkginfo(root)).map((pkginfo) => [pkginfo.stem, pkginfo]));
  return reduced.map(({ stem, changes }) => {
    const pkginfo = all.get(stem);
    const { added, removed } = takenChanges(changes);
    const areThere = pkginfo !== undefined && removed.every((change) => hasChange(pkginfo, change));
    if (!areThere || added.length > 0 || removed.length === 0) {
      throw new InputError({
        message: `${stem} was handed over without keys that it does not have, or with others`,
      });
    }
    return { stem, to: pkginfo.version, changes };
  });
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
  changes: ProposedChanges | undefined;
  /** The text of skipped.md without this package alone. */
  skippedText: string;
}

async function addUnskipped(root: string, { unskipped }: HandOver): Promise<Unskipped[]> {
  const path = join(root, SKIPPED_FILE);
  const skipped = await readFile(path, "utf8").catch(() => "");
  const added = unskipped.map(({ name, version, changes }) => {
    const skippedText = withoutSkipped(skipped, name);
    if (skippedText === skipped) {
      throw new InputError({ message: `${name} was handed over, which is not in ${SKIPPED_FILE}` });
    }
    return { stem: normalizeName(name), name, version, changes, skippedText };
  });
  if (added.length > 0) {
    await writeWholeText(
      path,
      added.reduce((text, { name }) => withoutSkipped(text, name), skipped),
    );
  }
  for (const { stem, name, version, changes = { added: [], removed: [] } } of added) {
    const text = repairedText({ stem, fields: { name, version } }, takenChanges(changes));
    await writeWholeText(join(root, PKGINFO_FOLDER, stem + PKGINFO_SUFFIX), text);
  }
  return added;
}

async function groupBranch(
  root: string,
  group: MoveGroup<Bumped>,
  noticed: readonly Noticed[],
): Promise<PreparedBranch> {
  const { moves, pattern } = group;
  const files = await Promise.all(moves.map(({ stem }) => packageFiles(root, stem)));
  return {
    // The same from week to week, whoever of them moves. Git takes no star in a name, and no stem has this.
    branch: BRANCH_PREFIX + (pattern?.replaceAll("*", "_") ?? moves[0]?.stem),
    title: bumpTitle(group),
    body: bumpBody(group, noticed),
    releases: moves.map(({ stem, to }) => `${stem}==${to}`).join(" "),
    files: Object.assign({}, ...files),
  };
}

async function unskippedBranch(
  root: string,
  { stem, name, version, changes, skippedText }: Unskipped,
): Promise<PreparedBranch> {
  return {
    branch: BRANCH_PREFIX + stem,
    title: `Explore ${stem} ${version}, which was skipped`,
    body: unskipBody(name, version, changes),
    releases: `${stem}==${version}`,
    files: { ...(await packageFiles(root, stem)), [SKIPPED_FILE]: skippedText },
  };
}

async function reducedBranch(root: string, one: Bumped): Promise<PreparedBranch> {
  const { stem, to, changes = { added: [], removed: [] } } = one;
  const digest = createHash("sha256").update(JSON.stringify(changes.removed)).digest("hex");
  return {
    branch: BRANCH_PREFIX + stem.replace("@", "-at-"),
    title: `Take away what ${stem} does not need any more`,
    body: reducedBody(one),
    // Of no version: it is about other keys than those of the version that is kept.
    releases: `${stem}==${to}~${digest.slice(0, 12)}`,
    files: await packageFiles(root, stem),
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
