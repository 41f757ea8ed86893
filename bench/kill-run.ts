/**
 * Kills runs at random instants and looks whether anything is lost.
 *
 * Usage: npm run bench -- kill-run [POINTS] [folder|s3]
 * Prints for how many points something was lost or unreadable, and where the kills fell.
 */
import { type RunStand, setUpRuns, storeFaults } from "../src/cli/testing/run-stand.ts";
import { readLatest } from "../src/store/runs/record.ts";
import { setUpS3 } from "../src/store/testing/s3-stand.ts";

const STEMS = ["attrs", "python-dateutil"];

/** @param args how many points, and whether into a folder or a bucket */
export async function benchKillRun(args: readonly string[], say: (line: string) => void): Promise<void> {
  const [points = "100", kind = "folder"] = args;
  const s3 = kind === "s3" ? await setUpS3() : undefined;
  if (s3 !== undefined) {
    Object.assign(process.env, s3.env());
  }
  const runs = await setUpRuns(STEMS, s3 && { address: `s3://${s3.bucket}/killed`, env: s3.env() });
  try {
    await killAtPoints(runs, Number(points), say);
  } finally {
    await runs.tearDown();
    await s3?.tearDown();
  }
}

async function killAtPoints(runs: RunStand, points: number, say: (line: string) => void): Promise<void> {
  await runs.importgraph(["run", "--all"]);
  await change(runs, 0);
  const started = performance.now();
  await runs.importgraph(["run", "--all"]);
  const wholeSeconds = (performance.now() - started) / 1000;
  say(`a whole run takes ${wholeSeconds.toFixed(2)} s; kills fall anywhere in it`);
  const all: Point[] = [];
  for (let number = 1; number <= points; number += 1) {
    const point = await killAt(runs, number, Math.random() * wholeSeconds);
    all.push(point);
    say(
      `${String(number).padStart(4)}  ${point.seconds.toFixed(2)} s  ${point.faults.length} faults  ${point.where}`,
    );
    for (const fault of point.faults) {
      say(`      ${fault}`);
    }
  }
  const ended = all.filter(({ where }) => where === ENDED).length;
  const count = (is: (point: Point) => boolean) => all.filter(is).length;
  say(
    `${points} kills (${ended} of them too late): ${count(({ faults }) => faults.length > 0)} left something lost, unreadable or not done by the next run; ` +
      `${count(({ isPublished }) => isPublished)} fell after the run was published, ${count(({ isResumed }) => isResumed)} runs were gone on with under their id`,
  );
}

const ENDED = "had ended";

interface Point {
  /** From the start of the program. */
  seconds: number;
  /** The last line that it said. */
  where: string;
  faults: string[];
  isPublished: boolean;
  isResumed: boolean;
}

/** Gives the next run something to do. */
async function change(runs: RunStand, number: number): Promise<void> {
  for (const stem of STEMS) {
    await runs.edit(stem, (text) => `${text.replace(/env: .*\n/, "")}env: {POINT: "${number}"}\n`);
  }
}

async function killAt(runs: RunStand, number: number, seconds: number): Promise<Point> {
  await change(runs, number);
  const store = await runs.store();
  const before = (await readLatest(store))?.run;
  const killed = await runs.importgraph(["run", "--all"], seconds * 1000);
  const faults = await storeFaults(store);
  const isPublished = (await readLatest(store))?.run !== before;
  const wantsResume = number % 2 === 0;
  const first = await runs.importgraph(["run", wantsResume ? "--resume" : "--all"]);
  // Killed before it had reserved its id, or after it had forgotten it.
  const isUnknown = wantsResume && first.code === 2;
  const next = isUnknown ? await runs.importgraph(["run", "--all"]) : first;
  if (next.code !== 0) {
    faults.push(...`the next run failed: ${next.err}`.split("\n"));
  }
  if (!(await isUpToDate(runs))) {
    faults.push("the next run did not do all that was to do");
  }
  const where = killed.code === null ? killed.err.trimEnd().split("\n").at(-1) : ENDED;
  return {
    seconds,
    where: where || "nothing said yet",
    faults,
    isPublished,
    isResumed: wantsResume && !isUnknown,
  };
}

/** Whether a further run has nothing to do. */
async function isUpToDate(runs: RunStand): Promise<boolean> {
  const { out } = await runs.importgraph(["run", "--all", "--json"]);
  const answer: unknown = JSON.parse(out);
  return (answer as { run: unknown }).run === null;
}
