/** A project against a release, on a runner: both explored in containers, what was found told where GitHub shows it. */

import { glob, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkRelease } from "../../check/check.ts";
import { type FailOn, readConfiguration, saysOf } from "../../check/configuration.ts";
import { sourceFilesIn } from "../../check/source-files.ts";
import { checkedReleases, pathOf, withoutLocal } from "../../cli/asking/releases/checked-releases.ts";
import { isShardFile, keptShard } from "../../cli/asking/releases/two-releases.ts";
import { checkMarkdown } from "../../cli/results/check/check-markdown.ts";
import { checkSarif } from "../../cli/results/check/check-sarif.ts";
import { annotationsOf, type Told } from "../../cli/results/check/told.ts";
import { programVersion } from "../../cli/version.ts";
import { type Difference, difference } from "../../diff/diff.ts";
import { type NoticedDifference, noticedDifference } from "../../diff/noticed.ts";
import { triedDifference } from "../../diff/witness/tried.ts";
import { InputError } from "../../errors/input-error.ts";
import { quoted } from "../../errors/quoted.ts";
import { programHome } from "../../files/home.ts";
import { usesOfDistribution } from "../../graph/questions/users.ts";
import { explorePackage, refuseToPublish } from "../../run/package/explore.ts";
import type { RunSettings } from "../../run/package/run.ts";
import { findTargets, type Target } from "../../run/package/targets.ts";
import { releasedVersion } from "../../run/package/task.ts";
import { witnessPackage } from "../../run/package/witness.ts";
import type { Workshop } from "../../run/package/workshop.ts";
import type { Shard } from "../../shard/shard.ts";
import { openKeptShard } from "../../store/kept-shard.ts";
import { openStore } from "../../store/open-store.ts";
import { currentShards } from "../../store/runs/current-shards.ts";
import type { Store } from "../../store/store.ts";
import type { Job } from "../action.ts";
import { annotateProblems } from "../annotations.ts";
import { logFolder, withWorkshop } from "../machine.ts";
import { addToSummary } from "../pages/step-summary.ts";
import { openLatestGraph } from "../report/who-notices.ts";
import { logEvent } from "../work-log.ts";

export interface ProjectCheck {
  /** A folder, a wheel or a source distribution of the workspace, or a pattern that means one of them. */
  project: string;
  /** As for {@link checkedReleases}. */
  against: string;
  /** The file of the configuration; the project's own when left out. */
  config: string | undefined;
  /** As configured when left out. */
  failOn: FailOn | undefined;
  /** The address of the store in which shards are looked for and kept. */
  store: string;
  /** Whether what is said to break is tried in the project's image. */
  witness: boolean;
  /** Where a published graph is; undefined where nobody said. */
  graph: string | undefined;
  /** Where the findings are written as SARIF. */
  sarif: string | undefined;
}

/**
 * Checks a project, and tells what was found by annotations and on the step's page.
 *
 * @throws InputError where a release could not be explored, or the configuration is broken
 */
export async function checkProject(given: ProjectCheck, job: Job): Promise<Told> {
  const project = await oneProject(given.project);
  const folder = (await stat(project).catch(() => undefined))?.isDirectory() === true ? project : ".";
  const configuration = await readConfiguration(folder, given.config);
  const store = await openStore(given.store, { signal: job.signal, say: job.say });
  const shards = await currentShards(store, undefined, ({ message }) => job.say(message));
  const asked = withoutLocal({ store, shards });
  const [releases, tried] = await withWorkshop(job, async (workshop) => {
    const shards = await checkedReleases(
      {
        shard: async (named) =>
          (await keptShard(asked, named)) ?? (await exploredShard(named, store, workshop, job)),
        newestVersion: (name) => releasedVersion({ name }, workshop, job.say),
      },
      project,
      given.against,
    );
    const stated = difference(...shards, { says: saysOf(configuration) });
    const isTried = given.witness && !isShardFile(project);
    const found = isTried
      ? await witnessed(pathOf(project), shards[0], stated, store, workshop, job)
      : stated;
    return [shards, found] as const;
  });
  const found = await noticed(given.graph, releases[0], tried, job);
  const failOn = given.failOn ?? configuration.failOn;
  const today = new Date().toISOString().slice(0, 10);
  const check = checkRelease(releases, found, { ...configuration, failOn }, today);
  const told = { releases, check, files: await sourceFilesIn(folder) };
  const file = configuration.file ?? join(folder, "pyproject.toml");
  for (const kind of ["error", "warning"] as const) {
    const problems = annotationsOf(told).filter((one) => one.kind === kind);
    annotateProblems(
      problems.map(({ problem }) => problem),
      kind,
    );
  }
  await addToSummary(checkMarkdown(told), "what `importgraph check` prints");
  if (given.sarif !== undefined) {
    await writeFile(given.sarif, checkSarif(told, programVersion(programHome), file));
  }
  return told;
}

/** Wheels have their version in their name, which a workflow does not know. */
async function oneProject(pattern: string): Promise<string> {
  if (!/[*?[{]/.test(pattern)) {
    return pattern;
  }
  const found = (await Array.fromAsync(glob(pattern))).sort();
  const [one, ...others] = found;
  if (one === undefined || others.length > 0) {
    throw new InputError({
      message: `input project: ${quoted(pattern)} means ${one === undefined ? "no file" : `${found.length} files: ${found.map(quoted).join(", ")}`}, expected one`,
      fix: "build the project in a step before, into an empty folder, or give its folder",
    });
  }
  return one;
}

/** What was contradicted in the project's image is not called breaking. Where that can't be had it is said. */
function witnessed(
  named: string,
  old: Shard,
  stated: Difference,
  store: Store,
  workshop: Workshop,
  job: Job,
): Promise<Difference> {
  return triedDifference(stated, old, async (claims) => {
    const target = await oneTarget(named);
    const outcome = await witnessPackage(target, claims, settingsOf(store), workshop, (event) =>
      logEvent(job, target.label, event),
    );
    if (outcome.status === "failed") {
      job.say(`What breaks was not tried: ${outcome.message}`);
      return undefined;
    }
    return outcome.answers;
  });
}

/** With who of a published graph would notice. What can't be had is no reason not to tell the rest. */
async function noticed(
  graph: string | undefined,
  { header }: Shard,
  found: Difference,
  job: Job,
): Promise<NoticedDifference> {
  const latest = graph === undefined ? undefined : await openLatestGraph(graph, job);
  return latest === undefined
    ? found
    : noticedDifference(found, await usesOfDistribution(latest.graph, header.distribution.name));
}

async function exploredShard(named: string, store: Store, workshop: Workshop, job: Job): Promise<Shard> {
  const target = await oneTarget(named);
  refuseToPublish([target], store);
  const settings = { ...settingsOf(store), store, force: false };
  const outcome = await explorePackage(target, settings, workshop, (event) =>
    logEvent(job, target.label, event),
  );
  if (outcome.status === "failed") {
    throw new InputError({
      message: `${target.label} failed at the stage "${outcome.stage}": ${outcome.message}`,
      fix: "see that the project builds and can be imported from its wheel, on Linux",
    });
  }
  return await openKeptShard(store, outcome.entry);
}

/** What has a pkginfo in this repository is built by what that says. */
async function oneTarget(named: string): Promise<Target> {
  const [target] = await findTargets(process.cwd(), [named]);
  if (target === undefined) {
    throw new InputError({ message: `${quoted(named)} names no release` });
  }
  return target;
}

function settingsOf(store: Store): RunSettings {
  return {
    ...{ home: programHome, frozen: false, logFolder: logFolder() },
    places: { root: process.cwd(), scratchFolder: join(store.folder ?? logFolder(), "scratch") },
  };
}
