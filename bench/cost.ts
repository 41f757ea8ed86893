/** What a program costs in the sandbox: CPU, wall and memory. */
import { join } from "node:path";
import { z } from "zod";
import { runSandbox } from "../src/docker/sandbox.ts";
import { openOutputLog } from "../src/exec/output-log.ts";
import { temporaryFolder } from "../src/exec/temporary-folder.ts";
import { Attempts } from "../src/explore/attempts.ts";
import { jobOf } from "../src/explore/sessions.ts";
import { FLOOR, floorJob, type Prepared, PYTHON, ROOT } from "./prepared.ts";

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

export interface Cost {
  cpuSeconds: number;
  wallSeconds: number;
  peakMegabytes: number;
}

const measured = z.tuple([z.number(), z.number(), z.number()]);

/** Of importing a package's modules, with nothing looked at. */
export function costOfFloor(prepared: Prepared): Promise<Cost> {
  return cost(prepared, [PYTHON, "-I", "-S", "-c", FLOOR], JSON.stringify(floorJob(prepared)));
}

/** Of the explorer's first session, which does all where nothing goes wrong. */
export function costOfSession(prepared: Prepared): Promise<Cost> {
  const { normalizedName: distribution, imports: importNames, skip } = prepared.pkginfo;
  const { setups } = prepared.preparation;
  const target = { distribution, importNames, skip, setups };
  const job = jobOf(target, new Attempts(target).plan);
  const explorer = [PYTHON, "-I", "-S", "/explorer/importgraph_explorer", "session"];
  return cost(prepared, explorer, JSON.stringify(job));
}

async function cost(
  { docker, image, preparation: { env } }: Prepared,
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
