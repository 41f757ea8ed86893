/**
 * What exploring costs against the floor: importing the same modules in the same sandbox, with nothing looked at.
 *
 * Usage: npm run bench -- explore [STEM…]
 * Prints, for each package, the median of several runs of both, taken in turn, and their ratios.
 */
import { join } from "node:path";
import { z } from "zod";
import type { Docker } from "../src/docker/docker.ts";
import { packageImageTag } from "../src/docker/images.ts";
import { runSandbox } from "../src/docker/sandbox.ts";
import { nodeExec } from "../src/exec/node-exec.ts";
import { openOutputLog } from "../src/exec/output-log.ts";
import { temporaryFolder } from "../src/exec/temporary-folder.ts";
import { Attempts } from "../src/explore/attempts.ts";
import { jobOf } from "../src/explore/sessions.ts";
import { readPkginfo } from "../src/pkginfo/read-folder.ts";
import { explorePackage } from "../src/run/explore-package.ts";
import { openWorkshop } from "../src/run/workshop.ts";
import { openShard } from "../src/shard/shard.ts";
import { folderStore } from "../src/store/folder-store.ts";
import { shardObjectKey } from "../src/store/layout.ts";

const root = join(import.meta.dirname, "..");
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

const FLOOR = `
import importlib, json, site, sys
job = json.load(sys.stdin)
site.main()
if job["setup"]:
    exec(job["setup"], {"__name__": "setup"})
for module in job["modules"]:
    try:
        importlib.import_module(module)
    except BaseException:
        pass
import os
os._exit(0)`;

const PYTHON = "/opt/venv/bin/python";

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
      mounts: [{ source: join(root, "baseimage", "explorer"), target: "/explorer" }],
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

function median(costs: readonly Cost[], figure: keyof Cost): number {
  const values = costs.map((one) => one[figure]).sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function benchPackage(stem: string, workFolder: string): Promise<string> {
  const { signal } = new AbortController();
  const workshop = openWorkshop({ exec: nodeExec, home: root, logFolder: workFolder, signal });
  const store = folderStore(join(workFolder, "store"));
  try {
    const settings = {
      ...{ home: root, store, logFolder: workFolder, frozen: false, force: false },
      places: { root, scratchFolder: join(workFolder, "scratch") },
    };
    const outcome = await explorePackage(
      { kind: "pkginfo", label: stem, stem },
      settings,
      workshop,
      () => {},
    );
    if (outcome.status === "failed") {
      throw new Error(outcome.message);
    }
    const shard = await openShard(await store.localPath(shardObjectKey(outcome.entry)));
    const pkginfo = await readPkginfo(root, stem);
    const modules = shard.nodes
      .filter(({ kind, imported }) => kind === "module" && imported !== false)
      .map(({ id }) => id);
    const docker = await workshop.docker(() => {});
    const image = packageImageTag(pkginfo.normalizedName, pkginfo.version);
    const { normalizedName: distribution, imports: importNames, skip } = pkginfo;
    const target = { distribution, importNames, skip, setup: pkginfo.setup };
    const job = jobOf(target, new Attempts(target).plan);
    const explorer = [PYTHON, "-I", "-S", "/explorer/importgraph_explorer", "session"];
    const floors: Cost[] = [];
    const ours: Cost[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      floors.push(
        await cost(
          docker,
          image,
          pkginfo.env,
          [PYTHON, "-I", "-S", "-c", FLOOR],
          JSON.stringify({ setup: pkginfo.setup ?? null, modules }),
        ),
      );
      ours.push(await cost(docker, image, pkginfo.env, explorer, JSON.stringify(job)));
    }
    const figures = (["cpuSeconds", "wallSeconds", "peakMegabytes"] as const).map((figure) => {
      const [floor, own] = [median(floors, figure), median(ours, figure)];
      const digits = figure === "peakMegabytes" ? 0 : 2;
      return `${floor.toFixed(digits).padStart(7)} ${own.toFixed(digits).padStart(7)} ${(own / floor).toFixed(2).padStart(6)}×`;
    });
    return `${stem.padEnd(22)}${String(modules.length).padStart(6)}${figures.join("  ")}`;
  } finally {
    await workshop.close();
  }
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
