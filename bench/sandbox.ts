/**
 * What the sandbox costs when nothing goes wrong: a whole exploration, from asking for it to the content of the shard,
 * against a bare `docker run` that imports the same modules by the same interpreter within the same limits.
 *
 * Usage: npm run bench -- sandbox [STEM…]
 * Prints, for each package, the median of several runs of both, taken in turn, and their ratio.
 */
import { join } from "node:path";
import { runSandbox } from "../src/docker/sandbox/sandbox.ts";
import { openOutputLog } from "../src/exec/output-log.ts";
import { temporaryFolder } from "../src/exec/temporary-folder.ts";
import { exploreImage } from "../src/explore/explore-image.ts";
import { FLOOR, floorJob, median, type Prepared, PYTHON, ROOT, withPackage } from "./prepared.ts";

const RUNS = 5;
const EXPLORER = join(ROOT, "baseimage", "explorer");

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function benchPackage(stem: string, workFolder: string): Promise<string> {
  return await withPackage(stem, workFolder, async (prepared) => {
    const { docker, image, explorerDirectory, pkginfo, preparation, python, modules } = prepared;
    const log = openOutputLog(join(workFolder, `${stem}.log`));
    const bare: number[] = [];
    const ours: number[] = [];
    let sessions = 0;
    try {
      for (let run = 0; run < RUNS; run += 1) {
        bare.push(await secondsOf(() => runBare(prepared, log)));
        const explored = () =>
          exploreImage({
            docker,
            image,
            explorerDirectory,
            pkginfo,
            preparation,
            python,
            log,
          }).then((one) => {
            sessions = one.sessions.length;
          });
        ours.push(await secondsOf(explored));
      }
    } finally {
      await log.close();
    }
    const [floor, own] = [median(bare), median(ours)];
    const figures = [
      floor.toFixed(2),
      own.toFixed(2),
      (own - floor).toFixed(2),
      `${(own / floor).toFixed(2)}×`,
    ];
    return [stem.padEnd(22), modules.length, sessions, ...figures]
      .map((text) => String(text).padStart(9))
      .join("");
  });
}

async function runBare(prepared: Prepared, log: ReturnType<typeof openOutputLog>): Promise<void> {
  const { docker, image, pkginfo, preparation } = prepared;
  await runSandbox(docker, {
    image,
    env: preparation.env,
    command: [PYTHON, "-I", "-S", "-c", FLOOR],
    mounts: [{ source: EXPLORER, target: "/explorer" }],
    stdin: JSON.stringify(floorJob(prepared)),
    memoryBytes: pkginfo.memoryBytes ?? 2 * 1024 ** 3,
    pids: 256,
    timeoutSeconds: 900,
    onStdout: () => {},
    log,
  });
}

const USUAL = ["requests", "numpy", "django", "pandas"];

/** Prints a line for each package as soon as it is measured. */
export async function benchSandbox(stems: readonly string[], say: (line: string) => void): Promise<void> {
  say(`a whole exploration against a bare docker run of the same imports, median of ${RUNS} runs in turn`);
  const heads = ["modules", "sessions", "bare s", "explored", "more s", "ratio"];
  say(["package".padEnd(22), ...heads].map((text) => text.padStart(9)).join(""));
  const folder = await temporaryFolder();
  try {
    for (const stem of stems.length === 0 ? USUAL : stems) {
      say(await benchPackage(stem, folder.path));
    }
  } finally {
    await folder.remove();
  }
}
