/** Repairs one release: diagnosis, proposal, proof. */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { choosePython, hasPython } from "../lock/choose-python.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { findRelease, UnusableReleaseError } from "../releases/choose-release.ts";
import type { Report } from "../run/package/run.ts";
import type { Workshop } from "../run/package/workshop.ts";
import { encodeVersion } from "../store/store.ts";
import { changesOf, type Fields } from "./candidates/change.ts";
import type { LookUps, Subject } from "./candidates/look-ups.ts";
import { conclusionOf, type Repair, untried } from "./outcome/conclusion.ts";
import { readRules } from "./rules/rules.ts";
import { type Attempt, digestOf, openBench } from "./trying/attempt.ts";
import { openJournal } from "./trying/journal.ts";
import { minimise, smallestOf } from "./trying/minimise.ts";
import { diagnose } from "./trying/options.ts";
import { compareReached, isUsable } from "./trying/reached.ts";
import { type Found, type Limits, type Purpose, type Searching, search } from "./trying/search.ts";

/** What whoever waits is told of a try. */
export interface TryWatcher {
  /** @param number counts the tries of this call, from 1 */
  begin(number: number, purpose: Purpose): void;
  end(attempt: Attempt, purpose: Purpose, before: { known: boolean; best: Attempt | undefined }): void;
  /** It ended, or was ended, with an outcome or without: nothing more is told of it by {@link report}. */
  settled?(): void;
  /** How far the try is. */
  report: Report;
}

export interface RepairOptions {
  home: string;
  /** Where tries and what was learned are kept. */
  folder: string;
  workshop: Workshop;
  lookUps: LookUps;
  limits: Limits;
  /** Forget what earlier calls learned. */
  forget: boolean;
  watcher: TryWatcher;
}

export const DEFAULT_LIMITS: Limits = { tries: 30, seconds: 60 * 60 };

/**
 * Searches for the smallest change of a pkginfo with which the release can be explored.
 *
 * @param pkginfo as it is in the repository, or with a name and a version only
 * @throws TransientFailure where the machine or its network is to blame; InputError for a release that can't be had; the
 * reason of the workshop's signal when that was aborted: what was learned by then is kept
 */
export async function repair(pkginfo: Fields, options: RepairOptions): Promise<Repair> {
  const session = await openSession(pkginfo, options).catch((error: unknown) => {
    if (error instanceof UnusableReleaseError) {
      return error.why;
    }
    throw error;
  });
  if ("reason" in session) {
    return untried(pkginfo, session, options.folder);
  }
  const found = await search(pkginfo, session.searching);
  const best =
    found.ended === "enough" || (found.ended === "exhausted" && isUsable(found.best.reached))
      ? await smallestOf(found, session.searching, (packages) =>
          options.lookUps.brought(packages, session.subjectOf(found.best)),
        )
      : found.best;
  return conclusionOf({ ...found, best }, session.told());
}

/**
 * Takes away from a pkginfo what is not needed any more.
 *
 * @param keys which items may go: all that a repair could have added, by default
 */
export async function minimisePkginfo(pkginfo: Pkginfo, options: RepairOptions): Promise<Repair> {
  const session = await openSession(pkginfo, options);
  const start = await session.searching.attempt(pkginfo, { purposes: [], changes: [] });
  const nothing = { reasons: new Map(), proven: new Set<string>(), said: [], left: [] };
  if (!isUsable(start.reached)) {
    return conclusionOf({ ...nothing, start, best: start, ended: "exhausted" }, session.told());
  }
  const best = await minimise(start, changesOf(pkginfo), session.searching, false);
  return conclusionOf({ ...nothing, start, best, ended: "enough" } satisfies Found, session.told());
}

async function openSession(fields: Fields, options: RepairOptions) {
  const { home, folder, workshop, lookUps, limits, forget, watcher } = options;
  const rules = await readRules(home);
  const tryFolder = join(folder, `${fields.name.toLowerCase()}@${encodeVersion(fields.version)}`);
  await mkdir(tryFolder, { recursive: true });
  const journal = await openJournal(folder, fields, forget);
  const bench = openBench({ home, folder: tryFolder, rules, workshop, report: watcher.report });
  const [index, rows] = await Promise.all([workshop.index(() => undefined), workshop.pythons()]);
  const release = findRelease(await index.project(fields.name), fields.version);
  const { name, version } = fields;
  // Whichever it would be: that there is one is what counts.
  choosePython({ name, version, path: `${name} ${version}` }, release, rows);
  const started = performance.now();
  let tries = 0;
  const triedNow = new Set<string>();
  let best: Attempt | undefined;
  const searching: Searching = {
    hasRoom: () => tries < limits.tries && (performance.now() - started) / 1000 < limits.seconds,
    async attempt(changed, purpose) {
      const digest = digestOf(changed);
      const remembered = journal.find(digest);
      if (remembered !== undefined && triedNow.has(digest)) {
        return remembered;
      }
      triedNow.add(digest);
      if (remembered === undefined) {
        tries += 1;
        watcher.begin(journal.size + tries, purpose);
      }
      const attempt =
        remembered ?? (await bench.attempt(changed, journal.size + tries).finally(() => watcher.settled?.()));
      if (remembered === undefined) {
        await journal.add(attempt);
      }
      watcher.end(attempt, purpose, { known: remembered !== undefined, best });
      if (best === undefined || compareReached(attempt.reached, best.reached) > 0) {
        best = attempt;
      }
      return attempt;
    },
    diagnose: (attempt) => diagnose(attempt, rules, subjectOf(attempt), lookUps),
  };
  const subjectOf = ({ python, declared }: Attempt): Subject => ({
    ...{ name: fields.name, version: fields.version, python, declared },
    ...(release.uploadTime !== undefined && { uploadTime: release.uploadTime }),
    pythons: rows.filter((row) => hasPython(release, [row])).map((row) => row.python),
  });
  const told = () => ({
    tries,
    remembered: journal.size,
    seconds: (performance.now() - started) / 1000,
    folder: tryFolder,
  });
  return { searching, subjectOf, told };
}
