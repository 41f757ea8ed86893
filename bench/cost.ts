/**
 * What programs cost in the sandbox: CPU, wall and memory. CPU and memory are told by the processes themselves, so that
 * other work on the machine hardly shows in them.
 */
import { join } from "node:path";
import { z } from "zod";
import type { Docker } from "../src/docker/engine/docker.ts";
import { runSandbox, type SandboxOptions } from "../src/docker/sandbox/sandbox.ts";
import { type OutputLog, openOutputLog } from "../src/exec/output-log.ts";
import { temporaryFolder } from "../src/exec/temporary-folder.ts";
import { DEFAULT_EXPLORE_LIMITS, exploreImage } from "../src/explore/explore-image.ts";
import { writeShard } from "../src/shard/writer.ts";
import { FLOOR, floorJob, type Prepared, PYTHON, ROOT } from "./prepared.ts";

/** What a piece of work took, all of its containers together. */
export interface Cost {
  /** Of what ran in the containers, and of this process while it waited for them and used what they sent. */
  cpuSeconds: number;
  /** That part of it that is this process's. */
  receiverSeconds: number;
  wallSeconds: number;
  /** Of the greatest process in a container. */
  peakMegabytes: number;
  containers: number;
}

const EXPLORER = join(ROOT, "baseimage", "explorer");

/** Runs a program and says on the last line of standard error what it took: CPU seconds, peak kilobytes. */
const MEASURE = `
import json, os, sys
child = os.fork()
if child == 0:
    os.execv(sys.argv[1], sys.argv[1:])
_, status, used = os.wait4(child, 0)
print("\\n" + json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss]), file=sys.stderr)
sys.exit(os.waitstatus_to_exitcode(status) % 256)`;

const told = z.tuple([z.number(), z.number()]);
const TOLD_CHARACTERS = 1000;

/** Of importing a package's modules, with nothing looked at. */
export function costOfFloor(prepared: Prepared): Promise<Cost> {
  const stdin = JSON.stringify(floorJob(prepared));
  return costOf(prepared, async (measured, log) => {
    await inSandbox(measured, log, FLOOR, { stdin });
  });
}

/** Of griffe's own inspection of the same modules' packages, in the same image: what it dumps is thrown away. */
export function costOfGriffe(prepared: Prepared, folder: string): Promise<Cost> {
  const { importNames } = prepared.shard.header;
  return costOf(prepared, async (measured, log) => {
    const mounts = [{ source: folder, target: "/peer" }];
    const printed = await inSandbox(measured, log, GRIFFE, { args: importNames, mounts });
    if (!printed.trimEnd().endsWith("ended with 0")) {
      throw new Error(`griffe could not dump ${importNames.join(", ")}`);
    }
  });
}

/** As `griffe dump -x` on the command line, with the site-packages of the image. */
const GRIFFE = `
import site, sys
site.main()
sys.path.append("/peer")
import griffe
print("ended with", griffe.main(["dump", "-x", "-o", "/dev/null", *sys.argv[1:]]))`;

/** Of a whole exploration, from asking for it to the shard on the disk. */
export function costOfExploration(prepared: Prepared): Promise<Cost> {
  return costOf(prepared, async (measured, log) => {
    const { docker, image, explorerDirectory, pkginfo, preparation, python } = measured;
    const options = { docker, image, explorerDirectory, pkginfo, preparation, python, log };
    const exploration = await exploreImage(options);
    await writeShard(`${log.path}.shard`, exploration);
  });
}

/** Runs a Python program with arguments in the sandbox of a package, and gives what it prints. */
export async function inSandbox(
  { docker, image, pkginfo, preparation }: Prepared,
  log: OutputLog,
  script: string,
  {
    args = [],
    stdin = "",
    mounts = [],
  }: Pick<SandboxOptions, "mounts"> & { args?: readonly string[]; stdin?: string } = {},
): Promise<string> {
  let printed = "";
  await runSandbox(docker, {
    ...{ image, log, stdin, env: preparation.env },
    ...DEFAULT_EXPLORE_LIMITS,
    memoryBytes: pkginfo.memoryBytes ?? DEFAULT_EXPLORE_LIMITS.memoryBytes,
    command: [PYTHON, "-I", "-S", "-c", script, ...args],
    mounts: [{ source: EXPLORER, target: "/explorer" }, ...mounts],
    onStdout: (chunk) => {
      printed += Buffer.from(chunk).toString();
    },
  });
  return printed;
}

/** The cost of some work with a package, all of whose containers must come to their own end. */
async function costOf(
  prepared: Prepared,
  work: (prepared: Prepared, log: OutputLog) => Promise<void>,
): Promise<Cost> {
  const folder = await temporaryFolder();
  const log = openOutputLog(join(folder.path, "log"));
  const containers: { cpuSeconds: number; peakMegabytes: number }[] = [];
  const docker = measuring(prepared, (text) => {
    const [cpuSeconds, peakKilobytes] = told.parse(JSON.parse(text));
    containers.push({ cpuSeconds, peakMegabytes: peakKilobytes / 1024 });
  });
  try {
    const [before, started] = [process.cpuUsage(), performance.now()];
    await work({ ...prepared, docker }, log);
    const wallSeconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(before);
    const receiverSeconds = (user + system) / 1e6;
    return {
      cpuSeconds: containers.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, receiverSeconds),
      receiverSeconds,
      wallSeconds,
      peakMegabytes: Math.max(...containers.map(({ peakMegabytes }) => peakMegabytes)),
      containers: containers.length,
    };
  } finally {
    await log.close();
    await folder.remove();
  }
}

/** The same engine, except that each container of the package's image tells at its end what it took. */
function measuring({ docker, image }: Prepared, tell: (text: string) => void): Docker {
  return {
    ...docker,
    run: async (args, options) => {
      const at = args[0] === "run" ? args.indexOf(image) : -1;
      if (at < 0) {
        return await docker.run(args, options);
      }
      let end = "";
      const measured = [...args.slice(0, at + 1), "-I", "-S", "-c", MEASURE, PYTHON, ...args.slice(at + 1)];
      const result = await docker.run(measured, {
        ...options,
        onOutput: (chunk, stream) => {
          if (stream === "stderr") {
            end = (end + Buffer.from(chunk).toString("latin1")).slice(-TOLD_CHARACTERS);
          }
          return options?.onOutput?.(chunk, stream);
        },
      });
      tell(end.trimEnd().split("\n").at(-1) ?? "");
      return result;
    },
  };
}
