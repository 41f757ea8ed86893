/** Repairs of packages that failed in a job, for the comment below the pull request: nothing is written. */

import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "../errors/input-error.ts";
import { programHome } from "../files/home.ts";
import { readPkginfo } from "../pkginfo/read-folder.ts";
import { changeText } from "../repair/candidates/change.ts";
import { openLookUps } from "../repair/candidates/open-look-ups.ts";
import { notTried, type Proposal } from "../repair/outcome/proposal.ts";
import { proposeRepair } from "../repair/propose.ts";
import type { TryWatcher } from "../repair/repair.ts";
import { reachedText } from "../repair/trying/reached.ts";
import type { Workshop } from "../run/package/workshop.ts";
import type { Job } from "./action.ts";
import { logFolder, withWorkshop } from "./machine.ts";

/** Of one package: a comment need not have what a person who waits would get. */
const MOST_TRIES = 10;

/**
 * Tries to repair packages, one after the other, as long as there is time for all of them.
 *
 * @param stems of pkginfo in the root that failed
 * @returns by stem, what is proposed or why there is nothing; empty where there is no time for it at all
 */
export async function repairsOf(
  root: string,
  stems: readonly string[],
  minutes: number,
  job: Job,
): Promise<ReadonlyMap<string, Proposal>> {
  if (stems.length === 0 || minutes === 0) {
    return new Map();
  }
  const end = performance.now() + minutes * 60_000;
  const proposals = new Map<string, Proposal>();
  await withWorkshop(job, async (workshop) => {
    for (const stem of stems) {
      const seconds = Math.floor((end - performance.now()) / 1000);
      proposals.set(stem, await repairOf(root, stem, seconds, workshop, job));
    }
  });
  return proposals;
}

async function repairOf(
  root: string,
  stem: string,
  seconds: number,
  workshop: Workshop,
  job: Job,
): Promise<Proposal> {
  try {
    return await proposeRepair(await readPkginfo(root, stem), {
      home: programHome,
      folder: join(process.env.RUNNER_TEMP ?? tmpdir(), "importgraph-repair"),
      workshop,
      lookUps: openLookUps(workshop, { logFolder: logFolder(), say: job.say }),
      limits: { tries: MOST_TRIES, seconds },
      forget: false,
      watcher: toldTries(stem, job),
    });
  } catch (error) {
    job.signal.throwIfAborted();
    if (!(error instanceof InputError)) {
      throw error;
    }
    return notTried("its pkginfo can't be read");
  }
}

function toldTries(stem: string, { say }: Job): TryWatcher {
  return {
    begin: (number, { changes, without }) => {
      const what = changes.map(changeText).join(", ");
      say(
        `${stem}  try ${number}: ${what === "" ? "as it is" : `${without === true ? "without " : ""}${what}`}`,
      );
    },
    end: ({ reached, message }) =>
      say(`${stem}  → ${reachedText(reached)}${message === "" ? "" : `: ${message}`}`),
    report: () => undefined,
  };
}
