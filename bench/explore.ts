/**
 * What exploring costs against the floor: importing the same modules in the same sandbox, with nothing looked at.
 *
 * Usage: npm run bench -- explore [STEM…]
 * Prints, for each package, the median of several runs of both, taken in turn, and their ratios.
 */
import { join } from "node:path";
import { z } from "zod";
import type { Docker } from "../src/docker/docker.ts";
import { runSandbox } from "../src/docker/sandbox.ts";
import { openOutputLog } from "../src/exec/output-log.ts";
import { temporaryFolder } from "../src/exec/temporary-folder.ts";
import { Attempts } from "../src/explore/attempts.ts";
import { jobOf } from "../src/explore/sessions.ts";
import { FLOOR, median, PYTHON, ROOT, withPackage } from "./prepared.ts";

const RUNS = 5;

/** Runs a program and says on the last line of standard error what it took: CPU and wall seconds, peak kilobytes. */
const MEASURE = `
import json, os, sys, time
started = time.perf_counter()
child = os.fork()
if child == 0:
    os.execv(sys.argv[1], sys.argv[1:])
_, _, used = os.wait4(child, 0)
wall = time.perf_counter() - started
print("\\n" + json.dumps([used.ru_utime + used.ru_stime, wall, used.ru_maxrss]), file=sys.stderr)`;

interface Cost {
  cpuSeconds: number;
  wallSeconds: number;
  peakMegabytes: number;
}

const measured = z.tuple([z.number(), z.number(), z.number()]);

async function cost(
  docker: Docker,
  image: string,
  env: Readonly<Record<string, string>>,
  command: readonly string[],
  stdin: string,
): Promise<Cost> {
  const folder = await temporaryFolder();
  const log = openOutputLog(join(folder.path, "log"));
  try {
    await runSandbox(docker, {
      image,
      env,
      command: [PYTHON, "-I", "-S", "-c", MEASURE, ...command],
      mounts: [{ source: join(ROOT, "baseimage", "explorer"), target: "/explorer" }],
      stdin,
      memoryBytes: 4 * 1024 ** 3,
      pids: 256,
      timeoutSeconds: 900,
      onStdout: () => {},
      log,
    });
    const [cpuSeconds, wallSeconds, peak] = measured.parse(JSON.parse(log.tail(1)[0] ?? ""));
    return { cpuSeconds, wallSeconds, peakMegabytes: peak / 1024 };
  } finally {
    await log.close();
    await folder.remove();
  }
}

async function benchPackage(stem: string, workFolder: string): Promise<string> {
  return await withPackage(stem, workFolder, async ({ docker, image, pkginfo, modules }) => {
    const { normalizedName: distribution, imports: importNames, skip, setup, env } = pkginfo;
    const target = { distribution, importNames, skip, setup };
    const job = jobOf(target, new Attempts(target).plan);
    const explorer = [PYTHON, "-I", "-S", "/explorer/importgraph_explorer", "session"];
    const floors: Cost[] = [];
    const ours: Cost[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const stdin = JSON.stringify({ setup: setup ?? null, modules });
      floors.push(await cost(docker, image, env, [PYTHON, "-I", "-S", "-c", FLOOR], stdin));
      ours.push(await cost(docker, image, env, explorer, JSON.stringify(job)));
    }
    const figures = (["cpuSeconds", "wallSeconds", "peakMegabytes"] as const).map((figure) => {
      const [floor, own] = [floors, ours].map((costs) => median(costs.map((one) => one[figure])));
      const digits = figure === "peakMegabytes" ? 0 : 2;
      return `${show(floor, digits)} ${show(own, digits)} ${show((own ?? 0) / (floor ?? 1), 2)}×`;
    });
    return `${stem.padEnd(22)}${String(modules.length).padStart(6)}${figures.join("  ")}`;
  });
}

function show(value: number | undefined, digits: number): string {
  return (value ?? Number.NaN).toFixed(digits).padStart(7);
}

const USUAL = ["requests", "flask", "boto3", "django", "sqlalchemy", "numpy", "scikit-learn", "pandas"];

/** Prints a line for each package as soon as it is measured. */
export async function benchExplore(stems: readonly string[], say: (line: string) => void): Promise<void> {
  say(`exploring against importing the same modules, median of ${RUNS} runs in turn`);
  say(
    `${"package".padEnd(22)}modules${"CPU s".padStart(18)}${"wall s".padStart(26)}${"peak MB".padStart(26)}`,
  );
  const folder = await temporaryFolder();
  try {
    for (const stem of stems.length === 0 ? USUAL : stems) {
      say(await benchPackage(stem, folder.path));
    }
  } finally {
    await folder.remove();
  }
}
